import { fc } from '../../support/property.ts';
import { offsetsOf } from '../reference/encodings.ts';
import { type Entry, FIELDS, keyword, leaf, mapEntry } from './items.ts';
import { word } from './words.ts';
import { type Data, entriesOf, yamlText } from './yaml-text.ts';

/** A rule as YAML text, and events that it may match. */
export interface RuleSample {
  readonly text: string;
  readonly events: readonly (object | string)[];
}

const map = fc
  .uniqueArray(mapEntry, { minLength: 1, maxLength: 3, selector: ([key]) => key })
  .map((entries) => entriesOf(...entries));

const search: fc.Arbitrary<Data> = fc.oneof(
  { weight: 6, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(keyword, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: keyword },
  { weight: 1, arbitrary: fc.array(fc.oneof(map, keyword), { minLength: 2, maxLength: 4 }) },
);

/** Names with operators in them, hidden ones, and some that patterns tell apart. */
const NAMES = ['sel', 'sel_a', 'sel_b', '_hid', '_hid_2', 'not_x', 'or1', 'all_logs', 'x-and-y'];
const TARGETS = ['them', 'sel*', 'sel_*', '*_*', '_hid*', '*_a', 's*_*', 'sel', '_*', '*', 'n*t*x'];

const isCounted = (name: string, target: string): boolean =>
  (target === 'them' ? !name.startsWith('_') : new RegExp(`^${target.replaceAll('*', '.*')}$`).test(name)) &&
  (!name.startsWith('_') || target.startsWith('_'));

/** A condition over names: needless brackets and blanks where the drawn numbers say so. */
const condition = (names: readonly string[]): fc.Arbitrary<string> => {
  const targets = TARGETS.filter((target) => names.some((name) => isCounted(name, target)));
  const name = fc.constantFrom(...names);
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 3, arbitrary: name },
      ...(targets.length === 0
        ? []
        : [
            fc
              .tuple(fc.constantFrom('1', 'any', 'all'), fc.constantFrom(...targets))
              .map(([count, target]) => `${count} of ${target}`),
          ]),
      fc.tuple(fc.constantFrom('not ', 'not  not '), tie('tree')).map((both) => both.join('')),
      tie('tree').map((inner) => `(${inner} )`),
      {
        weight: 4,
        arbitrary: fc
          .tuple(tie('tree'), fc.constantFrom(' and ', ' or ', '\n  or\t', ' and not '), tie('tree'))
          .map((row) => row.join('')),
      },
    ),
  }));
  return tree;
};

/** Search identifiers with a condition. */
const detection = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), search), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  })
  .chain((searches) => {
    const names = searches.map(([name]) => name);
    const one = condition(names);
    return fc
      .oneof(
        { weight: 4, arbitrary: one as fc.Arbitrary<Data> },
        fc.array(one, { minLength: 1, maxLength: 2 }),
      )
      .map((written): readonly Entry[] => [...searches, ['condition', written]]);
  });

const filter = fc.record({
  parts: detection,
  rules: fc.constantFrom<Data>('any', ['any'], ['a rule'], ['other', 'named'], 'other'),
  logsource: fc.constantFrom(
    entriesOf(['product', 'aws']),
    entriesOf(['product', 'AWS'], ['service', 'cloudtrail']),
    entriesOf(['product', 'other']),
    entriesOf(['category', 'application']),
  ),
});

type Filter = typeof filter extends fc.Arbitrary<infer T> ? T : never;
const NO_FILTERS: fc.Arbitrary<Filter[]> = fc.constant([]);

const RULE = [
  ['title', 'a rule'],
  ['name', 'named'],
  ['logsource', entriesOf(['product', 'aws'], ['service', 'cloudtrail'])],
] as const;

/** Texts of a rule that events are made from. */
const textsIn = (data: Data): readonly string[] => {
  if (typeof data === 'string') return [data];
  if (typeof data === 'number' || typeof data === 'bigint') return [String(data)];
  if (typeof data !== 'object' || data === null) return [];
  return 'pairs' in data ? data.pairs.flatMap(([, value]) => textsIn(value)) : data.flatMap(textsIn);
};

/** A place in an event where something stands that a text of the rule may match. */
class Echo {
  readonly pick: number;
  readonly form: number;
  readonly fill: string;

  constructor(pick: number, form: number, fill: string) {
    this.pick = pick;
    this.form = form;
    this.fill = fill;
  }

  of(texts: readonly string[]): string {
    const text = texts[this.pick % Math.max(texts.length, 1)] ?? '';
    const filled = text
      .replaceAll(/%(names|one)%/g, 'a')
      .replaceAll('%n.x%', '10')
      .replaceAll(
        /\\([\\*?%])|\*|\?/g,
        (found, escaped?: string) => escaped ?? (found === '*' ? this.fill : 'é'),
      );
    const forms = [
      () => filled,
      () => filled,
      () => filled.toUpperCase(),
      () => filled.toLowerCase(),
      () => `${this.fill}${filled}`,
      () => `${filled}${this.fill}`,
      () => filled.replaceAll(/[-/]/g, '–'),
      () => Buffer.from(filled).toString('base64'),
      () => Buffer.from(`${this.fill}${filled}b`).toString('base64'),
      () => Buffer.from(filled, 'utf16le').toString('base64'),
      () => `x${offsetsOf(Buffer.from(filled, 'utf16le'))[this.fill.length % 3] ?? ''}`,
    ];
    return forms[this.form % forms.length]?.() ?? filled;
  }
}

const echo = fc
  .tuple(fc.nat(20), fc.nat(10), fc.constantFrom('', 'a', 'x\n', '-', '😀'))
  .map(([pick, form, fill]) => new Echo(pick, form, fill));

const KEYS = [...new Set(FIELDS)].filter((name) => name !== 'x');

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    { weight: 5, arbitrary: echo },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom('b', 'c', 'b.c'), tie('value'), { maxKeys: 2 }) },
  ),
}));

const event = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), value, { minKeys: 0, maxKeys: 4 }) },
  { weight: 1, arbitrary: echo },
  { weight: 1, arbitrary: word },
);

function resolved(given: unknown, texts: readonly string[]): unknown {
  if (given instanceof Echo) return given.of(texts);
  if (Array.isArray(given)) return given.map((one) => resolved(one, texts));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, resolved(one, texts)]));
}

/** Rules of every shape, now and then with filters, each with some events. */
export const ruleSample: fc.Arbitrary<RuleSample> = fc
  .record({
    parts: detection,
    filters: fc.oneof({ weight: 4, arbitrary: NO_FILTERS }, fc.array(filter, { maxLength: 2 })),
    events: fc.array(event, { minLength: 3, maxLength: 6 }),
    styles: fc.array(fc.nat(11), { minLength: 7, maxLength: 7 }),
  })
  .map(({ parts, filters, events, styles }) => {
    let drawn = 0;
    const choose = (ways: number): number => (styles[drawn++ % styles.length] ?? 0) % ways;
    const rule = entriesOf(...RULE, ['detection', entriesOf(...parts)]);
    const documents = filters.map((one, number) =>
      entriesOf(
        ['title', `filter ${number}`],
        ['logsource', one.logsource],
        ['filter', entriesOf(['rules', one.rules], ...one.parts)],
      ),
    );
    const texts = textsIn(
      entriesOf(
        ...[...parts, ...filters.flatMap((one) => one.parts)].filter(([name]) => name !== 'condition'),
      ),
    );
    return {
      text: [rule, ...documents].map((document) => yamlText(document, choose)).join('---'),
      events: events.map((one) => resolved(one, texts) as object | string),
    };
  });
