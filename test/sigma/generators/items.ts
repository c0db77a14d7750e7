import { fc } from '../../support/property.ts';
import { expression, literalText, placeholderText, ruleText, word } from './words.ts';
import type { Data } from './yaml-text.ts';

/** One entry of a search. */
export type Entry = readonly [key: string, value: Data];

/** Fields of rules: nested, with dots in their keys, and of the same name in another case. */
export const FIELDS = ['a', 'a', 'b', 'a.b', 'a.b', 'a.b.c', 'b.c', 'A', 'a.', 'x'] as const;
const field = fc.constantFrom<string>(...FIELDS);

/** Puts modifiers whose place does not matter anywhere behind the field. */
const scattered = (chain: readonly string[], free: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(fc.subarray([...free]), fc.array(fc.nat(), { minLength: free.length, maxLength: free.length }))
    .map(([chosen, places]) =>
      chosen.reduce<readonly string[]>(
        (all, name, index) => all.toSpliced((places[index] ?? 0) % (all.length + 1), 0, name),
        chain,
      ),
    );

/** One value, or a list of values. */
const oneOrMore = (value: fc.Arbitrary<Data>): fc.Arbitrary<Data> =>
  fc.oneof(
    value,
    fc.array(value, { minLength: 1, maxLength: 3 }),
    fc.array(value, { minLength: 4, maxLength: 6 }),
  );

const entry = (
  where: fc.Arbitrary<string>,
  modifiers: fc.Arbitrary<readonly string[]>,
  value: fc.Arbitrary<Data>,
): fc.Arbitrary<Entry> =>
  fc.tuple(where, modifiers, value).map(([name, chain, one]) => [[name, ...chain].join('|'), one]);

const number = fc.constantFrom<Data>(0, 1, 10, -1, 1.5, 0.5, 100, 12345678901234567890n);
const position = fc.constantFrom<readonly string[]>(
  [],
  [],
  ['contains'],
  ['contains'],
  ['startswith'],
  ['endswith'],
);

const textValue = fc.oneof({ weight: 6, arbitrary: ruleText }, { weight: 1, arbitrary: number });

const plain = (where: fc.Arbitrary<string>) =>
  position.chain((chain) => entry(where, scattered(chain, ['all', 'neq', 'cased']), oneOrMore(textValue)));

const simple = (where: fc.Arbitrary<string>) =>
  entry(where, scattered([], ['neq']), oneOrMore(fc.oneof(textValue, fc.boolean())));

const windash = (where: fc.Arbitrary<string>) =>
  position.chain((chain) =>
    entry(where, scattered(['windash', ...chain], ['all', 'neq', 'cased']), oneOrMore(ruleText)),
  );

const expand = (where: fc.Arbitrary<string>) =>
  fc
    .tuple(position, fc.boolean())
    .chain(([chain, dashed]) =>
      entry(
        where,
        scattered(['expand', ...(dashed ? ['windash'] : []), ...chain], ['all', 'neq']),
        oneOrMore(placeholderText),
      ),
    );

const encoded = (where: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.constantFrom<readonly string[]>([], [], ['windash']),
      fc.constantFrom<readonly string[]>([], [], ['wide'], ['utf16le'], ['utf16be'], ['utf16']),
      fc.constantFrom('base64', 'base64offset', 'base64offset'),
      position,
    )
    .chain(([dash, wide, encoding, chain]) =>
      entry(
        where,
        scattered([...dash, ...wide, encoding, ...chain], ['all', 'neq', 'cased']),
        oneOrMore(literalText),
      ),
    );

const FLAGS = [['i'], ['m'], ['s'], ['ignorecase'], ['multiline', 's'], ['i', 'm', 's'], ['dotall', 'i'], []];

const matched = (where: fc.Arbitrary<string>) =>
  fc
    .constantFrom<readonly string[]>(...FLAGS)
    .chain((flags) =>
      fc.oneof(
        entry(where, before(['re', ...flags], ['all', 'neq']), oneOrMore(expression)),
        entry(
          where,
          before(['expand', 're', ...flags], ['all', 'neq']),
          fc.constantFrom('%one%+', '^%n.x%$', '(%one%|b)'),
        ),
      ),
    );

/** Flags stand directly behind `re`, so nothing may come between. */
const before = (chain: readonly string[], free: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(fc.subarray([...free]), fc.boolean())
    .map(([chosen, first]) => (first ? [...chosen, ...chain] : [...chain, ...chosen]));

const NETWORKS = [
  ...['10.0.0.0/8', '10.1.2.0/24', '0.0.0.0/0', '::/0', '2001:db8::/32', '::ffff:0:0/96', '10.1.2.3/32'],
  ...['2001:db8::1/128', '10.128.0.0/9', '2001:db8:0:2::/63', '192.0.2.0/31'],
];

const network = (where: fc.Arbitrary<string>) =>
  entry(where, scattered(['cidr'], ['all', 'neq']), oneOrMore(fc.constantFrom(...NETWORKS)));

const comparison = fc.constantFrom('lt', 'lte', 'gt', 'gte');

const compared = (where: fc.Arbitrary<string>) =>
  comparison.chain((name) => entry(where, scattered([name], ['all', 'neq']), oneOrMore(number)));

const timed = (where: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'year'), fc.option(comparison))
    .chain(([part, compare]) =>
      entry(
        where,
        scattered(compare === null ? [part] : [part, compare], ['all', 'neq']),
        oneOrMore(fc.constantFrom(0, 1, 4, 12, 15, 24, 30, 31, 52, 53, 1970, 2024, 2025)),
      ),
    );

const referring = position.chain((chain) =>
  entry(field, scattered(['fieldref', ...chain], ['all', 'neq', 'cased']), oneOrMore(field)),
);

const present = entry(field, fc.constant(['exists']), fc.boolean());
const absent = entry(field, fc.constantFrom<readonly string[]>([], ['neq']), fc.constant(null));

/** Any entry of a map. */
export const mapEntry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: simple(field) },
  { weight: 5, arbitrary: plain(field) },
  ...[windash(field), expand(field), encoded(field), matched(field), network(field), compared(field)].map(
    (arbitrary) => ({ weight: 2, arbitrary }),
  ),
  ...[timed(field), referring, present, absent].map((arbitrary) => ({ weight: 2, arbitrary })),
  ...[plain, windash, encoded, matched, network, compared, timed].map((kind) => ({
    weight: 1,
    arbitrary: kind(fc.constant('')).filter(([key]) => key !== ''),
  })),
);

/** Keywords without a map. */
export const keyword: fc.Arbitrary<Data> = fc.oneof(ruleText, ruleText, number, fc.boolean());

const IPS = [
  '10.1.2.3',
  '10.200.0.1',
  '010.1.2.3',
  '2001:db8::1',
  '2001:DB8:0:0::1',
  '::ffff:10.1.2.3',
  '192.0.2.1',
  '1.2.3',
];
const TIMES = [
  ...[
    '2025-06-15T23:30:00-05:00',
    '2024-12-30',
    '2025-01-01T00:00:00Z',
    '2021-01-03T12:15:01.5Z',
    '2024-02-30',
  ],
  ...['2020-12-31T24:30:00Z', '1970-01-01T04:31Z', '0000-01-01T00:00:00Z'],
];
const NUMBERS = [
  '0',
  '1',
  '01',
  '1.5',
  '+1',
  '1e1',
  '-1',
  '10.0',
  '0x10',
  ' 1',
  '12345678901234567891',
  'Infinity',
  '1_0',
];

/** A value of an event that nothing nests in. */
export const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, null, '', true, false) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(0, 1, 10, -1, 1.5, 100, 1_735_689_600, 1_735_689_600_000, 14_400),
  },
  { weight: 1, arbitrary: fc.constantFrom(...IPS) },
  { weight: 1, arbitrary: fc.constantFrom(...TIMES) },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBERS) },
);
