import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { fc } from '../../../test/support/property.ts';
import { loadRules } from '../load/load.ts';
import type { SigmaRule } from '../rule.ts';
import { compileDetection } from './compile.ts';
import { buildIndex } from './dispatch-index.ts';
import { buildEngine, type SigmaEvent } from './engine.ts';

const runs = { numRuns: Number(process.env.FC_RUNS ?? 300) };

/** Those of the detections that load, as rules whose titles are their places. */
function rulesOf(detections: readonly object[]): readonly SigmaRule[] {
  const texts = detections.map((detection, number) => ({
    file: `${number}.yml`,
    text: stringify({ title: `r${number}`, logsource: { product: 'aws' }, detection }),
  }));
  return loadRules(texts).rules;
}

const titles = (rules: readonly SigmaRule[]): string[] => rules.map(({ title }) => title);

const word = fc.constantFrom(
  ...'abc abcd xabc ABC bcd bca a* a*c ?bc É éabc 17 17.50 true'.split(' '),
  '',
  17,
  true,
);
const keys =
  'n n|contains n|contains|all n|startswith n|endswith n|cased n|neq s s|contains n.s n.s|contains n.s.t n|windash|contains |all'.split(
    ' ',
  );
const item = fc.tuple(fc.constantFrom(...keys), fc.array(word, { minLength: 1, maxLength: 3 }));
const other = fc.constantFrom<readonly [string, unknown]>(
  ['n|re', 'a[bx]c'],
  ['n|re|i', '^abc'],
  ['s|re', '(?:abc|bcd)$'],
  ['n|exists', true],
  ['n|exists', false],
  ['s', null],
  ['n|gt', 3],
  ['n|cidr', '192.0.2.0/24'],
  ['n|fieldref', 's'],
);
const selection = fc.oneof(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: item }, other), { minLength: 1, maxLength: 3 })
    .map(Object.fromEntries),
  fc.array(word, { minLength: 1, maxLength: 2 }),
);
const condition = fc.constantFrom(
  ...['a', 'a and b', 'a or b', 'not a', 'a and not b', '1 of *', 'all of them', 'not (a or b) or a'],
);
const detection = fc.record({ a: selection, b: selection, condition });

const leaf = fc.constantFrom<unknown>(
  ...'abc ABC xabcx abcd éabc axc bcd a "abc" 17 17.5 192.0.2.7 true'.split(' '),
  ...['', 17, 17.5, true, null, [], {}],
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.array(leaf, { maxLength: 3 }),
  fc.record({ s: leaf, t: leaf }, { requiredKeys: [] }),
  fc.array(fc.record({ s: fc.oneof(leaf, fc.record({ t: leaf })) }), { maxLength: 2 }),
);
const record = fc.record(
  { n: value, s: value, 'n.s': value, 'n.s.t': leaf, 's.t': leaf },
  { requiredKeys: [] },
);
const event: fc.Arbitrary<SigmaEvent> = fc.oneof(
  { weight: 8, arbitrary: record },
  fc.array(record, { maxLength: 2 }),
  fc.constantFrom('abc', 'a line with xABCx', ''),
);

describe('the dispatch index', () => {
  it('finds exactly what trying every rule finds, whatever fields are named, also when it is asked again', () => {
    fc.assert(
      fc.property(
        fc.array(detection, { maxLength: 8 }),
        fc.array(event, { minLength: 1, maxLength: 6 }),
        fc.subarray(['n', 's', 'n.s']),
        (detections, events, indexBy) => {
          const rules = rulesOf(detections);
          const engine = buildEngine(rules, { indexBy });
          for (const one of [...events, ...events]) {
            const tried = rules.filter((rule) => compileDetection(rule.detection)(one));
            expect(titles(engine.match(one))).toEqual(titles(tried));
          }
        },
      ),
      runs,
    );
  });

  it('is tried with rules that load, of which some match', () => {
    const rules = rulesOf(fc.sample(detection, { numRuns: 300, seed: 1 }));
    const events = fc.sample(event, { numRuns: 50, seed: 1 });
    const engine = buildEngine(rules);
    expect(rules.length).toBeGreaterThan(100);
    expect(events.flatMap((one) => engine.match(one)).length).toBeGreaterThan(500);
    const asked = buildIndex(rules, []);
    expect(events.flatMap((one) => asked(one)).length).toBeLessThan(0.8 * rules.length * events.length);
  });

  const about = (number: number): object[] => [
    { a: { eventName: `Call${number}`, eventSource: 'x' }, condition: 'a' },
    { a: { 'userAgent|contains': `tool-${number}` }, condition: 'a' },
    { a: { eventSource: 'x', 'requestParameters.name|startswith': `name${number}-` }, condition: 'a' },
    { a: { 'arn|re': `^arn:aws:iam::\\d+:user/person${number}$` }, condition: 'a' },
    { a: { eventName: 'Common', 'errorMessage|endswith': `reason ${number}` }, condition: 'a' },
    {
      a: { eventName: `Call${number}` },
      b: { 'userAgent|endswith': `/agent${number}` },
      condition: 'a or b',
    },
  ];
  const called = {
    ...{
      eventName: 'Common',
      eventSource: 'x',
      userAgent: 'tool-77777',
      arn: 'arn:aws:iam::123456789012:user/ada',
    },
    ...{ requestParameters: { name: 'name99999-x' }, errorMessage: 'for some reason' },
  };

  it.each([10, 600])(
    'tries none of %i times six rules that ask for other texts in the same fields',
    (count) => {
      const rules = rulesOf(Array.from({ length: count }, (_, number) => about(1000 + number)).flat());
      expect(rules).toHaveLength(6 * count);
      const asked = buildIndex(rules, []);
      expect(asked(called)).toEqual([]);
      expect(asked({ ...called, eventName: 'CALL1003', userAgent: 'x tool-1005 y/agent1006' })).toHaveLength(
        4,
      );
    },
  );

  it('tries rules always that say only what must not be', () => {
    const rules = rulesOf([
      { a: { n: 'x' }, condition: 'not a' },
      { a: { n: null }, condition: 'a' },
    ]);
    expect(buildIndex(rules, [])({})).toEqual([0, 1]);
  });
});

describe('an engine', () => {
  it('asks rules of each log source by themselves, however many there are', () => {
    const rules = loadRules(
      Array.from({ length: 100 }, (_, number) => ({
        file: `${number}.yml`,
        text: stringify({
          title: `r${number}`,
          logsource: { product: 'aws', service: `s${number}` },
          detection: { a: { n: 1 }, condition: 'a' },
        }),
      })),
    ).rules;
    const engine = buildEngine(rules);
    for (const round of [1, 2])
      for (let number = 0; number < 100; number += 1) {
        const source = { product: 'AWS', service: `s${number}` };
        expect({ round, got: titles(engine.match({ n: 1 }, source)) }).toEqual({
          round,
          got: [`r${number}`],
        });
      }
    expect(engine.match({ n: 1 })).toHaveLength(100);
    expect(engine.match({ n: 1 }, {})).toEqual([]);
  });

  it('refuses at once what loadRules did not make', () => {
    const [rule] = rulesOf([{ a: { n: 1 }, condition: 'a' }]);
    const broken = { ...rule!, detection: { searches: [], condition: rule!.detection.condition } };
    expect(() => buildEngine([broken])).toThrow(
      new TypeError('a checked condition names "a", which does not exist'),
    );
  });
});
