import { CORRELATION_TYPES, type CorrelationType } from '../correlation-ast.ts';
import { type Findings, type Place, refuse, shown } from '../problems.ts';
import { nearest } from '../suggest.ts';
import { attribute, kindOf, type MapNode, type YamlNode } from '../yaml/nodes.ts';
import { readEnum } from './attribute-readers.ts';
import { type ConditionDraft, readCorrelationCondition } from './correlation-condition.ts';
import { type Ref, readFieldNames, readRefs } from './references.ts';

/** An alias: the field that a name means in each rule. */
export interface AliasDraft extends Place {
  readonly name: string;
  readonly fields: readonly { readonly rule: Ref; readonly field: string }[];
}

/** What a correlation says, before the rules that it names are looked up. */
export interface CorrelationDraft extends ConditionDraft {
  readonly type: CorrelationType;
  readonly rules: readonly Ref[];
  readonly groupBy: readonly string[];
  readonly timespanSeconds: number;
  readonly aliases: readonly AliasDraft[];
  /** Whether the rules that it names raise alerts of their own. */
  readonly generate: boolean;
}

const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'] as const;

/**
 * Reads `correlation` (reference 7). What is wrong goes to the findings, all of it. The draft is there nevertheless, with
 * what could be read, so that the rules that it names are looked up in the same pass; `undefined` where there is no map.
 */
export function readCorrelation(document: MapNode, findings: Findings): CorrelationDraft | undefined {
  const node = attribute(document, 'correlation');
  if (node?.kind !== 'map') {
    const found = node ? kindOf(node) : 'nothing';
    const message = `correlation must be a map with type, rules and timespan, found ${found}`;
    return refuse(findings, 'SIGMA_CORRELATION', node ?? document, message);
  }
  refuseSlips(node, findings);
  const type = readType(node, findings);
  const rules = readRules(node, findings);
  const groupBy = readFieldNames(attribute(node, 'group-by'), 'correlation: group-by', findings);
  const timespanSeconds = readTimespan(node, findings);
  const condition = readCorrelationCondition(node, type, findings);
  const aliases = readAliases(node, groupBy, findings);
  const generate = readGenerate(document, node, findings);
  // Nothing runs with a type that nobody wrote: what has problems is refused.
  return { type: type ?? 'event_count', rules, groupBy, timespanSeconds, ...condition, aliases, generate };
}

/** A mistyped key would be a key that is missing, and the correlation another one than was meant. */
function refuseSlips(node: MapNode, findings: Findings): void {
  for (const { key, keyAt } of node.entries) {
    if ((KEYS as readonly string[]).includes(key)) continue;
    const meant = key === 'timeframe' ? 'timespan' : nearest(key.replaceAll('_', '-'), KEYS);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    const message = `correlation: unknown key ${shown(key)}; allowed are ${KEYS.join(', ')}${hint}`;
    refuse(findings, 'SIGMA_CORRELATION', keyAt, message);
  }
}

function readType(node: MapNode, findings: Findings): CorrelationType | undefined {
  const type = attribute(node, 'type');
  if (type) return readEnum(CORRELATION_TYPES)({ key: 'correlation: type', node: type, findings });
  const message = `correlation: type is missing; allowed are ${CORRELATION_TYPES.join(', ')}`;
  return refuse(findings, 'SIGMA_CORRELATION', node, message);
}

function readRules(node: MapNode, findings: Findings): readonly Ref[] {
  const rules = attribute(node, 'rules');
  const before = findings.problems.length;
  const refs = rules && readRefs(rules, 'correlation: rules', findings);
  if (refs && (refs.length > 0 || findings.problems.length > before)) return refs;
  const what = rules ? 'is empty' : 'is missing';
  const message = `correlation: rules ${what}; it is a list of ids or names of rules`;
  refuse(findings, 'SIGMA_CORRELATION', rules ?? node, message);
  return [];
}

const TIMESPAN = /^(\d{1,9})([smhd])$/;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function readTimespan(node: MapNode, findings: Findings): number {
  const timespan = attribute(node, 'timespan');
  const written = timespan?.kind === 'scalar' && typeof timespan.value === 'string' ? timespan.value : '';
  const [, count = '0', unit = ''] = TIMESPAN.exec(written) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  if (seconds > 0) return seconds;
  const found = timespan
    ? `found ${timespan.kind === 'scalar' ? shown(timespan.source) : kindOf(timespan)}`
    : 'it is missing';
  const message = `correlation: timespan must be one whole number above 0 and s, m, h or d, such as 10m; ${found}${timespanHint(timespan)}`;
  refuse(findings, 'SIGMA_CORRELATION', timespan ?? node, message);
  return 0;
}

const NEAR_TIMESPAN = /^0*([1-9]\d{0,5})(?:\.0+)?\s*([a-z]*)$/i;

/** What a timespan in another spelling most likely means: `10 min` is 10m, `2w` is 14d; a bare number counts seconds. */
function timespanHint(timespan: YamlNode | undefined): string {
  const written = timespan?.kind === 'scalar' ? timespan.source.trim() : '';
  const [, count = '', word = ''] = NEAR_TIMESPAN.exec(written) ?? [];
  if (count === '') return '';
  if (word === 'M') return `; did you mean ${Number(count) * 30}d?`;
  if (/^w(?:eeks?)?$/i.test(word)) return `; did you mean ${Number(count) * 7}d?`;
  if (/^y(?:ears?)?$/i.test(word)) return `; did you mean ${Number(count) * 365}d?`;
  const unit = word === '' ? 's' : UNIT_WORDS.find((one) => one.words.test(word))?.unit;
  return unit === undefined ? '' : `; did you mean ${count}${unit}?`;
}

const UNIT_WORDS = [
  { unit: 's', words: /^s(?:ecs?|econds?)?$/i },
  { unit: 'm', words: /^m(?:ins?|inutes?)?$/i },
  { unit: 'h', words: /^h(?:rs?|ours?)?$/i },
  { unit: 'd', words: /^d(?:ays?)?$/i },
] as const;

function readAliases(node: MapNode, groupBy: readonly string[], findings: Findings): readonly AliasDraft[] {
  const aliases = attribute(node, 'aliases');
  if (!aliases) return [];
  if (aliases.kind !== 'map') {
    const message = `correlation: aliases must be a map of names, each with a map of rule and field, found ${kindOf(aliases)}`;
    refuse(findings, 'SIGMA_CORRELATION', aliases, message);
    return [];
  }
  return aliases.entries.map(({ key: name, keyAt, value }) => {
    if (!groupBy.includes(name))
      findings.notices.push(`correlation: the alias ${shown(name)} is not used in group-by`);
    return { name, ...keyAt, fields: readAlias(name, value, findings) };
  });
}

function readAlias(name: string, node: YamlNode, findings: Findings): AliasDraft['fields'] {
  if (node.kind !== 'map' || node.entries.length === 0) {
    const message = `correlation: the alias ${shown(name)} must be a map of rule and field, found ${kindOf(node)}`;
    refuse(findings, 'SIGMA_CORRELATION', node, message);
    return [];
  }
  return node.entries.flatMap(({ key, keyAt, value }) => {
    if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '')
      return [{ rule: { text: key, ...keyAt }, field: value.value }];
    const message = `correlation: the alias ${shown(name)} needs the name of a field for ${shown(key)}, found ${kindOf(value)}`;
    return refuse(findings, 'SIGMA_CORRELATION', value, message) ?? [];
  });
}

/** Stands beside `correlation` (JSON schema of the specification) or inside it (pySigma). */
function readGenerate(document: MapNode, node: MapNode, findings: Findings): boolean {
  const given = [attribute(node, 'generate'), attribute(document, 'generate')].flatMap((one) => one ?? []);
  for (const one of given) {
    if (one.kind === 'scalar' && typeof one.value === 'boolean') continue;
    refuse(findings, 'SIGMA_CORRELATION', one, `generate must be true or false, found ${kindOf(one)}`);
  }
  return given.some((one) => one.kind === 'scalar' && one.value === true);
}
