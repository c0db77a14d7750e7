import { loadRules } from '#sigma/load/load';
import type { SigmaRuleSet } from '#sigma/rule';
import { fc } from '../../support/property.ts';
import type { MatchedEvent } from '../reference/correlations.ts';

/** Names of the detection rules that generated correlations refer to. */
const RULES = ['r0', 'r1', 'r2', 'r3'] as const;
/** Correlations refer to rules, and to correlations before them. */
const INNER = ['c0', 'c1', 'c2'] as const;

const bound = fc.record({
  op: fc.constantFrom('gte', 'gte', 'gt', 'lt', 'lte', 'eq', 'neq'),
  value: fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 2.5),
});
const condition = fc
  .array(bound, { minLength: 1, maxLength: 2 })
  .map((bounds) => Object.fromEntries(bounds.map(({ op, value }) => [op, value])));

/** `g`: the group; `h.g`: below an object; `k`: an alias that each rule reads from a field of its own. */
const groupBy = fc.constantFrom<readonly string[]>(
  ...[[], ['g'], ['g'], ['k'], ['h.g'], ['g', 'k'], ['h.g', 'g']],
);

/** The rules behind a correlation: of the fourth kind, rules and correlations before it. */
const rulesBehind = (place: number) =>
  fc.uniqueArray(fc.constantFrom(...RULES, ...INNER.slice(0, place), ...INNER.slice(0, place)), {
    minLength: 1,
    maxLength: 4,
  });

const TYPES = [
  ...['event_count', 'value_count', 'temporal', 'temporal_ordered', 'value_sum', 'value_avg'],
  'value_percentile',
];

const document = (place: number) =>
  fc
    .record({
      type: fc.constantFrom(...TYPES),
      rules: rulesBehind(place),
      groupBy,
      span: fc.constantFrom(1, 2, 3, 5, 10),
      condition,
      field: fc.constantFrom('v', 'v', 'h.v', 'g'),
      several: fc.boolean(),
      percentile: fc.constantFrom(undefined, 0, 25, 50, 55, 90, 100),
      generate: fc.boolean(),
      bare: fc.boolean(),
    })
    .map(({ type, rules, span, ...one }): Document => {
      const field = type === 'value_count' && one.several ? ['v', 'g'] : one.field;
      const values = type.startsWith('value_') ? { field } : {};
      const percentile =
        type === 'value_percentile' && one.percentile !== undefined ? { percentile: one.percentile } : {};
      const aliases = rules.map((rule) => [rule, rule === 'r1' ? 'h.g' : 'g']);
      return {
        ...{ title: `c${place}`, name: `c${place}`, generate: one.generate },
        correlation: {
          ...{ type, rules, timespan: `${span}s`, 'group-by': one.groupBy },
          ...(one.groupBy.includes('k') ? { aliases: { k: Object.fromEntries(aliases) } } : {}),
          ...(type.startsWith('temporal') && one.bare
            ? {}
            : { condition: { ...one.condition, ...values, ...percentile } }),
        },
      };
    });

const ruleDocuments = RULES.map((name) => ({
  ...{ title: name, name, logsource: { product: 'test' } },
  detection: { a: { rule: name }, condition: 'a' },
}));

/** Loaded correlations over four rules, up to three deep. JSON is YAML, so the documents are printed as JSON. */
export const correlationSet: fc.Arbitrary<SigmaRuleSet> = fc
  .tuple(document(0), fc.option(document(1)), fc.option(document(2)))
  .map(([first, ...others]) => {
    const documents = [first, ...others.flatMap((other) => other ?? [])];
    // One that is left out may be referred to: the first stands in for it.
    const names = new Set(documents.map(({ name }) => name));
    const known = documents.map(({ correlation, ...rest }) => {
      const rules = correlation.rules.filter((rule) => rule.startsWith('r') || names.has(rule));
      return { ...rest, correlation: { ...correlation, rules: rules.length === 0 ? ['r0'] : rules } };
    });
    const text = [...ruleDocuments, ...known.map(withKnownAliases)].map((one) => JSON.stringify(one));
    const report = loadRules([{ file: 'generated.yml', text: text.join('\n---\n') }]);
    const refused = report.documents.filter(({ state }) => state !== 'loaded');
    if (refused.length > 0) throw new Error(JSON.stringify([refused, documents]));
    return { rules: report.rules, correlations: report.correlations };
  });

interface Document {
  readonly name: string;
  readonly correlation: {
    readonly rules: readonly string[];
    readonly aliases?: { readonly k: Readonly<Record<string, string>> };
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

function withKnownAliases(one: Document): Document {
  const { aliases, ...rest } = one.correlation;
  if (!aliases) return one;
  const fields = one.correlation.rules.map((rule) => [rule, aliases.k[rule] ?? 'g']);
  return { ...one, correlation: { ...rest, aliases: { k: Object.fromEntries(fields) } } };
}

const groupValue = fc.constantFrom<unknown>('a', 'a', 'A', 'b', '', 1, '1', true, null, ['a', 'b'], []);
const value = fc.constantFrom<unknown>(
  ...[1, 1, 2, 3, '2', '02', 0.1, 0.2, '0.3', -1, 'x', 'X', '', null, true, [1, 2], [], { n: 1 }, '1e0'],
);
const fields = fc.record(
  { g: groupValue, h: fc.record({ g: groupValue, v: value }, { requiredKeys: [] }), v: value },
  { requiredKeys: [] },
);

/** Events that crowd together in time, each met by some of the rules; no id is there twice. */
export const matchedEvents: fc.Arbitrary<readonly MatchedEvent[]> = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 30 }).map((half) => 1_767_225_600_000 + half * 500),
      rules: fc.subarray([...RULES], { minLength: 1 }).map((names) => names.map((name) => `name:${name}`)),
      fields,
      partition: fc.constantFrom(undefined, undefined, undefined, 'x'),
    }),
    { maxLength: 16 },
  )
  .map((events) =>
    events.map(({ partition, ...event }, number) => ({
      ...event,
      ...(partition === undefined ? {} : { partition }),
      // Ids do not rise with time.
      id: `e${(number * 7) % 17}`,
    })),
  );

/** Deliveries of events: all of them in any order, some of them again. */
export const deliveriesOf = (events: readonly MatchedEvent[]): fc.Arbitrary<readonly MatchedEvent[]> =>
  fc
    .tuple(fc.shuffledSubarray([...events], { minLength: events.length }), fc.shuffledSubarray([...events]))
    .map(([all, again]) => [...again.slice(0, 3), ...all, ...again.slice(3)]);

/** Correlations, the events that they are asked about, and a way in which those may arrive. */
export const correlationSample = fc.tuple(correlationSet, matchedEvents).chain(([{ correlations }, events]) =>
  fc.record({
    correlations: fc.constant(correlations),
    events: fc.constant(events),
    deliveries: deliveriesOf(events),
  }),
);
