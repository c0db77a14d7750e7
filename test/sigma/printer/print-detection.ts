import { printCondition } from '#sigma/detection/condition-parser';
import type { Detection, Item, ItemValue, Pattern, ValueTest } from '#sigma/detection-ast';
import { type Data, entriesOf } from '../generators/yaml-text.ts';

/** Where the printer puts values that have several ways of being met: placeholders make such values again. */
export type PlaceholderSink = (texts: readonly string[]) => string;

/** Writes a detection so that loading gives it back, with other modifiers where another way of writing means the same. */
export const detectionData = (
  detection: Detection,
  sink: PlaceholderSink,
  ...more: readonly (readonly [string, Data])[]
): Data =>
  entriesOf(
    ...more,
    ...detection.searches.map(({ name, anyOf }): [string, Data] => [
      name,
      anyOf.map((items) => entriesOf(...mergedEntries(items.map((item) => entryOf(item, sink))))),
    ]),
    ['condition', printCondition(detection.condition)],
  );

/** Two items would have the same key, in every way of writing it. */
export class NoOtherWay extends Error {}

/** The same key may come out twice, which a map must not have: modifiers in another order are another key. */
function mergedEntries(entries: readonly (readonly [string, Data])[]): readonly (readonly [string, Data])[] {
  const seen = new Set<string>();
  return entries.map(([key, value]) => {
    const [field = '', ...modifiers] = key.split('|');
    const spellings = permutations(modifiers).map((chain) => [field, ...chain].join('|'));
    const free = spellings.find((spelling) => !seen.has(spelling));
    if (free === undefined) throw new NoOtherWay(key);
    seen.add(free);
    return [free, value];
  });
}

/** Orders that mean the same: `all` and `neq` may stand anywhere but between re and its flags. */
function permutations(modifiers: readonly string[]): readonly (readonly string[])[] {
  const free = modifiers.filter((name): boolean => ['all', 'neq', 'cased'].includes(name));
  const tied = modifiers.filter((name) => !free.includes(name));
  return [
    modifiers,
    [...free, ...tied],
    [...tied, ...free],
    [...free.toReversed(), ...tied],
    [...tied, ...free.toReversed()],
  ];
}

function entryOf(item: Item, sink: PlaceholderSink): readonly [string, Data] {
  const tests = item.values.flatMap(({ anyOf }) => anyOf);
  const needsExpand = item.values.some(({ anyOf }) => anyOf.length > 1);
  const chain = [
    ...(needsExpand ? ['expand'] : []),
    ...modifiersOf(tests, item.field === null),
    ...(item.quantifier === 'all' ? ['all'] : []),
    ...(item.negated ? ['neq'] : []),
  ];
  const values = item.values.map((value) => valueData(value, needsExpand, sink));
  // A list makes exists and null another thing.
  const [only = null] = values;
  return [[item.field ?? '', ...chain].join('|'), values.length === 1 ? only : values];
}

function modifiersOf(tests: readonly ValueTest[], isKeyword: boolean): readonly string[] {
  const [first] = tests;
  if (first?.kind === 'regex') return ['re', ...first.flags];
  if (first?.kind === 'compare') return [first.op];
  if (first?.kind === 'time') return first.op === 'eq' ? [first.part] : [first.part, first.op];
  if (first?.kind === 'exists' || first?.kind === 'cidr') return [first.kind];
  if (first?.kind === 'fieldref')
    return [
      first.kind,
      ...(first.position === 'whole' ? [] : [first.position]),
      ...(first.cased ? ['cased'] : []),
    ];
  const texts = tests.flatMap((test) => (test.kind === 'text' ? [test] : []));
  const dashed = texts.some(({ pattern }) =>
    pattern.some((piece) => 'wild' in piece && piece.wild === 'dash'),
  );
  const cased = texts.some((test) => test.cased);
  return [
    ...(dashed ? ['windash'] : []),
    ...(isKeyword ? [positionOf(texts)] : []),
    ...(cased ? ['cased'] : []),
  ];
}

/** Keywords without a position are contained anywhere: the wildcards at the ends say which it was. */
function positionOf(texts: readonly { readonly pattern: Pattern }[]): string {
  const isMany = (piece: Pattern[number] | undefined): boolean =>
    piece !== undefined && 'wild' in piece && piece.wild === 'many';
  const opens = texts.every(({ pattern }) => isMany(pattern[0]));
  const closes = texts.every(({ pattern }) => isMany(pattern.at(-1)));
  if (opens && closes) return 'contains';
  return closes ? 'startswith' : 'endswith';
}

/** Beside a value with a placeholder, a text with percent signs would be one with placeholders, too. */
function valueData({ anyOf }: ItemValue, isExpanded: boolean, sink: PlaceholderSink): Data {
  const [only] = anyOf;
  const isText = only?.kind === 'text' || only?.kind === 'regex';
  return only && !(isExpanded && isText)
    ? testData(only)
    : `%${sink(anyOf.map((test) => String(testData(test))))}%`;
}

function testData(test: ValueTest): Data {
  switch (test.kind) {
    case 'text':
      return test.pattern.map(pieceText).join('');
    case 'number':
    case 'compare':
      return numberData(test.text);
    case 'time':
      return numberData(String(test.value));
    case 'null':
      return null;
    case 'exists':
      return test.present;
    case 'regex':
      return test.source;
    case 'cidr':
      return test.network;
    case 'fieldref':
      return test.field;
  }
}

const numberData = (text: string): Data => (/^-?\d+$/.test(text) ? BigInt(text) : Number(text));

function pieceText(piece: Pattern[number]): string {
  // A backslash is doubled: what stands behind it may be an escape.
  if ('text' in piece) return piece.text.replaceAll(/[\\*?]/g, (special) => `\\${special}`);
  return { many: '*', one: '?', dash: '-' }[piece.wild];
}
