import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { fail, ok, type Result } from '#core/result';
import { yamlFault } from './yaml-faults.ts';

type Document = ReturnType<typeof parseDocument>;

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A key that its map has already. */
export interface RepeatedKey {
  readonly path: readonly PropertyKey[];
  readonly at: Place;
  readonly first: Place;
}

/** What a YAML text says, and where. */
export interface Located {
  /** Plain data; of a key that is repeated, the last value. */
  readonly value: unknown;
  readonly repeated: readonly RepeatedKey[];
  /** Where a value or its key stands; what is nowhere, at the nearest thing above it. */
  readonly placeOf: (path: readonly PropertyKey[], part: 'key' | 'value') => Place;
}

/** Why a text is no YAML. */
export interface YamlFault {
  readonly at: Place;
  /** In our words: the parser's quote the text. */
  readonly text: string;
}

/** Reads one YAML 1.2 document, anchors and merge keys included. Fails with every fault; never throws. */
export function readYaml(text: string): Result<Located, readonly YamlFault[]> {
  const lines = new LineCounter();
  const place = (offset: number | undefined): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // What an editor or PowerShell saves as UTF-16 is full of these.
  if (text.includes('\0')) return fail([{ at: place(0), text: NO_TEXT }]);
  try {
    const document = parseDocument(text, {
      ...{ lineCounter: lines, version: '1.2', merge: true, uniqueKeys: false },
      // With `silent` a second document would be left out without a word.
      ...{ prettyErrors: false, logLevel: 'error' },
    });
    const faults = [
      ...document.errors.map(({ pos, code }) => ({ at: place(pos[0]), text: yamlFault(code) })),
      ...looseAliases(document).map((offset) => ({ at: place(offset), text: yamlFault('BAD_ALIAS') })),
    ];
    if (faults.length > 0)
      return fail(faults.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column));
    const located = locate(document, place);
    // What holds itself has no end, and would hang whoever walks through it.
    JSON.stringify(located.value);
    return ok(located);
  } catch {
    return fail([
      {
        at: { line: 1, column: 1 },
        text: 'this YAML is nested too deeply, or its aliases unfold without end',
      },
    ]);
  }
}

const NO_TEXT = 'this is no text in UTF-8: save the file with that encoding';

/** Where an alias stands that no anchor before it defines: the parser notices only when the data is taken out. */
function looseAliases(document: Document): readonly (number | undefined)[] {
  const loose: (number | undefined)[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) loose.push(alias.range?.[0]);
    },
  });
  return loose;
}

function locate(document: Document, place: (offset: number | undefined) => Place): Located {
  const startOf = (node: unknown): Place => place((node as Node | null)?.range?.[0]);
  return {
    value: document.toJS(),
    repeated: repeatedKeys(document.contents, [], startOf),
    placeOf: (path, part) => {
      let node: unknown = document.contents;
      let found: unknown = node;
      for (const [depth, key] of path.entries()) {
        const pair = childOf(isAlias(node) ? node.resolve(document) : node, key);
        if (pair === undefined) break;
        node = pair.value;
        const isLast = depth === path.length - 1;
        found = (isLast && part === 'key' ? pair.key : undefined) ?? pair.value ?? pair.key;
      }
      return startOf(found);
    },
  };
}

/** The last pair of a key, or the item at an index. */
function childOf(
  node: unknown,
  key: PropertyKey,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) return node.items.findLast((pair) => nameOf(pair) === key);
  if (!isSeq(node) || typeof key !== 'number') return undefined;
  const value = node.items[key];
  return value === undefined ? undefined : { key: undefined, value };
}

function repeatedKeys(
  node: unknown,
  path: readonly PropertyKey[],
  startOf: (node: unknown) => Place,
): RepeatedKey[] {
  if (isSeq(node)) {
    return node.items.flatMap((item, index) => repeatedKeys(item, [...path, index], startOf));
  }
  if (!isMap(node)) return [];
  return node.items.flatMap((pair, index) => {
    const name = nameOf(pair);
    const below = repeatedKeys(pair.value, [...path, name], startOf);
    const first = node.items.findIndex((other) => nameOf(other) === name);
    if (first === index || name === '<<') return below;
    return [
      { path: [...path, name], at: startOf(pair.key), first: startOf(node.items[first]?.key) },
      ...below,
    ];
  });
}

const nameOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');
