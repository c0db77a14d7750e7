import { isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import { type Findings, type Place, refuse, shown } from '../problems.ts';
import type { MapEntry, ScalarNode, YamlNode } from './nodes.ts';
import { readPlainScalar } from './scalars.ts';

/** Nodes that aliases may add to a document beyond those written in it (reference 1.6). */
export const MOST_ALIASED_NODES = 10_000;
/** Levels of maps and lists in one document. Real rules have eight. */
export const DEEPEST = 200;

/** What is needed to turn the parser's nodes into ours. */
export interface BuildContext {
  readonly findings: Findings;
  /** The text that the documents were read from. */
  readonly source: string;
  readonly place: (offset: number) => Place;
  /** Where the document begins. */
  readonly at: Place;
}

interface Build extends BuildContext {
  /** Finished anchors; one that is still being built holds `undefined`: an alias to it would be a circle. */
  readonly anchors: Map<string, YamlNode | undefined>;
  readonly sizes: WeakMap<YamlNode, number>;
  aliased: number;
  depth: number;
}

/** Builds the nodes of a document with every alias followed. What is wrong goes to the findings. */
export function buildNode(contents: unknown, context: BuildContext): YamlNode {
  return build(contents, { ...context, anchors: new Map(), sizes: new WeakMap(), aliased: 0, depth: 0 });
}

function build(source: unknown, b: Build): YamlNode {
  if (!isNode(source)) return scalar(b.at, null, '', '');
  const offset = source.range?.[0] ?? 0;
  const at = b.place(offset);
  if (isAlias(source)) return followAlias(source.source, at, b);
  if (source.tag !== undefined) refuseTag(source.tag, offset, b);
  if (source.anchor !== undefined) b.anchors.set(source.anchor, undefined);
  const node = buildKind(source, at, b);
  if (source.anchor !== undefined) b.anchors.set(source.anchor, node);
  return node;
}

/** The parser keeps no place of a tag, which may stand lines before its value: it is the last `!` in front of that. */
function refuseTag(tag: string, valueOffset: number, { findings, source, place }: Build): void {
  let offset = source.lastIndexOf('!', valueOffset - 1);
  while (offset > 0 && !/[\s,[\]{}]/.test(source.charAt(offset - 1))) offset--;
  const at = place(Math.max(offset, 0));
  refuse(findings, 'SIGMA_YAML', at, `yaml, line ${at.line}: the tag ${shown(tag)} is not allowed in rules`);
}

function buildKind(source: Node, at: Place, b: Build): YamlNode {
  if (isScalar(source)) return buildScalar(source, at);
  if (b.depth >= DEEPEST) {
    refuse(b.findings, 'SIGMA_YAML', at, `yaml, line ${at.line}: nested deeper than ${DEEPEST} levels`);
    return scalar(at, null, '', '');
  }
  b.depth++;
  const items = isSeq(source) ? source.items.map((item) => build(item, b)) : [];
  const entries = isMap(source) ? buildEntries(source, b) : [];
  b.depth--;
  const node: YamlNode = isMap(source) ? { kind: 'map', entries, ...at } : { kind: 'list', items, ...at };
  const children = [...items, ...entries.map((entry) => entry.value)];
  b.sizes.set(
    node,
    children.reduce((sum, child) => sum + sizeOf(child, b), 1),
  );
  return node;
}

function buildScalar(source: Scalar, at: Place): ScalarNode {
  const written = String(source.value);
  if (source.type !== Scalar.PLAIN) return scalar(at, written, written, written);
  const { value, text } = readPlainScalar(written);
  return scalar(at, value, text, written);
}

const scalar = (at: Place, value: ScalarNode['value'], text: string, source: string): ScalarNode => {
  return { kind: 'scalar', value, text, source, ...at };
};

function buildEntries(source: YAMLMap, b: Build): MapEntry[] {
  const entries = new Map<string, MapEntry>();
  for (const pair of source.items) {
    const entry = buildEntry(pair, b);
    if (!entry) continue;
    const { line, column } = entry.keyAt;
    if (entries.has(entry.key)) {
      const message = `the key ${shown(entry.key)} occurs twice in one map (line ${line})`;
      refuse(b.findings, 'SIGMA_DUPLICATE_KEY', { line, column }, message);
    }
    entries.set(entry.key, entry);
  }
  return [...entries.values()];
}

function buildEntry(pair: Pair, b: Build): MapEntry | undefined {
  const key = build(pair.key, b);
  const keyAt = { line: key.line, column: key.column };
  const value = build(pair.value, pair.value === null ? { ...b, at: keyAt } : b);
  if (key.kind !== 'scalar') {
    return refuse(b.findings, 'SIGMA_YAML', keyAt, `yaml, line ${key.line}: a ${key.kind} cannot be a key`);
  }
  if (key.source === '<<') {
    const message = `yaml, line ${key.line}: the merge key << belongs to YAML 1.1; write the entries out`;
    return refuse(b.findings, 'SIGMA_YAML', keyAt, message);
  }
  return { key: key.source, keyAt, value };
}

function followAlias(name: string, at: Place, b: Build): YamlNode {
  const nothing = scalar(at, null, '', '');
  if (!b.anchors.has(name)) {
    refuse(
      b.findings,
      'SIGMA_ALIAS',
      at,
      `the alias *${name} has no anchor &${name} before it (line ${at.line}); a text that begins with * needs quotes`,
    );
    return nothing;
  }
  const target = b.anchors.get(name);
  if (!target) {
    refuse(b.findings, 'SIGMA_ALIAS', at, `the alias *${name} contains itself (line ${at.line})`);
    return nothing;
  }
  const before = b.aliased;
  b.aliased += sizeOf(target, b);
  if (b.aliased <= MOST_ALIASED_NODES) {
    const copy: YamlNode = { ...target, ...at };
    b.sizes.set(copy, sizeOf(target, b));
    return copy;
  }
  if (before <= MOST_ALIASED_NODES) {
    const message = `aliases add more than ${MOST_ALIASED_NODES} nodes, first with the alias *${name} (line ${at.line})`;
    refuse(b.findings, 'SIGMA_ALIAS', at, message);
  }
  return nothing;
}

const sizeOf = (node: YamlNode, b: Build): number => b.sizes.get(node) ?? 1;
