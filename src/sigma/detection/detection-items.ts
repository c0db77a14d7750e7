import type { Item, ItemValue, Search } from '../detection-ast.ts';
import { type Findings, refuse, type SigmaCode } from '../problems.ts';
import { isEmpty, kindOf, type MapEntry, type ScalarNode, type YamlNode } from '../yaml/nodes.ts';
import { fieldSlip, modifierFault } from './key-slips.ts';
import { type Chain, readChain } from './modifier-chain.ts';
import type { Placeholders } from './placeholders.ts';
import type { ValueContext } from './value-context.ts';
import { readValue } from './values.ts';

/** What searches are read with. */
export interface SearchContext {
  readonly name: string;
  readonly placeholders: Placeholders;
  readonly findings: Findings;
}

/**
 * Reads one search identifier in any of its shapes (reference 4.1): a map, a list of maps, keywords, or a list that
 * mixes them. What has no meaning is noted, and left out of the result.
 */
export function readSearch(node: YamlNode, context: SearchContext): Search {
  const place = { line: node.line, column: node.column };
  return { name: context.name, ...place, anyOf: readGroups(node, context) };
}

function readGroups(node: YamlNode, context: SearchContext): readonly (readonly Item[])[] {
  const { name, findings } = context;
  if (isEmpty(node)) {
    refuse(findings, 'SIGMA_NULL', node, `${name} is empty (null): a search needs a map or a list`);
    return [];
  }
  if (node.kind === 'scalar') return [[...readKeywords([node], context)]];
  if (node.kind === 'map') return [readMap(node.entries, node, context)];
  if (node.items.length === 0) refuse(findings, 'SIGMA_DETECTION', node, `${name} is an empty list`);
  const keywords: ScalarNode[] = [];
  const groups: (readonly Item[])[] = [];
  for (const item of node.items) {
    if (item.kind === 'map') groups.push(readMap(item.entries, item, context));
    else if (item.kind === 'scalar') keywords.push(item);
    else
      refuse(
        findings,
        'SIGMA_DETECTION',
        item,
        `${name} has a list inside its list; maps and keywords are allowed`,
      );
  }
  return keywords.length === 0 ? groups : [[...readKeywords(keywords, context)], ...groups];
}

function readMap(entries: readonly MapEntry[], node: YamlNode, context: SearchContext): readonly Item[] {
  if (entries.length === 0)
    refuse(context.findings, 'SIGMA_DETECTION', node, `${context.name} has an empty map`);
  return entries.flatMap((entry) => readEntry(entry, context));
}

function readKeywords(nodes: readonly ScalarNode[], context: SearchContext): readonly Item[] {
  const [first] = nodes;
  if (!first) return [];
  const chain = readChain([]);
  return 'kind' in chain ? makeItem('', null, first, nodes, chain, context) : [];
}

function readEntry(entry: MapEntry, context: SearchContext): readonly Item[] {
  const { key, keyAt, value } = entry;
  const where = `${context.name}: ${key === '' ? "''" : key}`;
  const [field = '', ...names] = key.split('|');
  const report = (why: string, code: SigmaCode = 'SIGMA_MODIFIER'): readonly Item[] => {
    refuse(context.findings, code, keyAt, `${where}: ${why}`);
    return [];
  };
  if (field === '' && names.length === 0) return report('the field has no name');
  const fault = modifierFault(field, names);
  if (fault !== undefined) return report(fault);
  const chain = readChain(names);
  if (!('kind' in chain)) return chain.flatMap((why) => report(why));
  if (field === '' && (chain.kind === 'exists' || chain.kind === 'fieldref')) {
    return report(`${chain.kind} needs a field in front of it`);
  }
  const values = valueNodes(entry, where, context.findings);
  if (values.length === 0) return [];
  const slip = fieldSlip(field, names);
  if (slip !== undefined) context.findings.notices.push(`${where}: ${slip}`);
  if (chain.all && values.length === 1) context.findings.notices.push(`${where}: all has a single value`);
  if (chain.kind === 'exists' && value.kind === 'list') return report('exists takes one boolean, not a list');
  return makeItem(key, field === '' ? null : field, keyAt, values, chain, context);
}

const MOST_KEYS_SHOWN = 3;

/** The fields that a map was meant to name: `{ a: { b: 1 } }` gives `a.b`. Modifiers stay at the end. */
function nestedKeys(key: string, value: YamlNode): readonly string[] {
  if (value.kind !== 'map') return [key];
  const [field = '', ...modifiers] = key.split('|');
  const inner = value.entries.length === 0 ? [`${field}.name`] : [];
  const nested = value.entries.flatMap((entry) => nestedKeys(`${field}.${entry.key}`, entry.value));
  return [...inner, ...nested].map((name) => [name, ...modifiers].join('|'));
}

function valueNodes({ value, key }: MapEntry, where: string, findings: Findings): readonly ScalarNode[] {
  if (value.kind === 'scalar') return [value];
  if (value.kind === 'map') {
    refuse(
      findings,
      'SIGMA_DETECTION',
      value,
      `${where}: a map is no value; write nested fields with dots, ${nestedKeys(key, value).slice(0, MOST_KEYS_SHOWN).join(', ')}`,
    );
    return [];
  }
  if (value.items.length === 0)
    refuse(findings, 'SIGMA_DETECTION', value, `${where}: the list of values is empty`);
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [item];
    const code = item.kind === 'scalar' ? 'SIGMA_NULL' : 'SIGMA_DETECTION';
    refuse(findings, code, item, `${where}: ${kindOf(item)} cannot stand in a list of values`);
    return [];
  });
}

function makeItem(
  key: string,
  field: string | null,
  at: { readonly line: number; readonly column: number },
  nodes: readonly ScalarNode[],
  chain: Chain,
  context: SearchContext,
): readonly Item[] {
  const where = key === '' ? context.name : `${context.name}: ${key}`;
  const { placeholders, findings } = context;
  const asked: ValueContext = { where, chain, keyword: field === null, placeholders, findings };
  const values = nodes
    .map((node) => readValue(node, asked))
    .filter((value): value is ItemValue => value !== undefined);
  const place = { line: at.line, column: at.column };
  return [{ key, field, quantifier: chain.all ? 'all' : 'any', negated: chain.negated, values, ...place }];
}
