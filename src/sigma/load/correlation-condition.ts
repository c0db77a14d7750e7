import {
  BOUND_OPS,
  type Bound,
  type BoundOp,
  type Correlation,
  type CorrelationType,
} from '../correlation-ast.ts';
import { type Findings, refuse, shown } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { attribute, kindOf, type MapEntry, type MapNode } from '../yaml/nodes.ts';
import { readFieldNames } from './references.ts';

/** What the condition of a correlation says. `condition` is empty where a temporal type has none: then all rules are wanted. */
export type ConditionDraft = Pick<Correlation, 'condition' | 'fields' | 'percentile'>;

const isOp = (key: string): key is BoundOp => (BOUND_OPS as readonly string[]).includes(key);
const isTemporal = (type: CorrelationType): boolean => type.startsWith('temporal');
const isOfValues = (type: CorrelationType): boolean => type.startsWith('value_');

const NOTHING: ConditionDraft = { condition: [], fields: [] };

/**
 * Reads the condition of a correlation (reference 7): comparisons, all of which must hold, and the field of `value_…` types.
 * Where the type is not known, what every type may have is allowed.
 */
export function readCorrelationCondition(
  correlation: MapNode,
  type: CorrelationType | undefined,
  findings: Findings,
): ConditionDraft {
  const node = attribute(correlation, 'condition');
  if (!node && (!type || isTemporal(type))) return NOTHING;
  if (node?.kind !== 'map') {
    const found = node ? `found ${kindOf(node)}` : 'it is missing';
    const message = `correlation: condition must be a map such as gte: 10; ${found}`;
    return refuse(findings, 'SIGMA_CORRELATION', node ?? correlation, message) ?? NOTHING;
  }
  refuseUnknown(node, type, findings);
  const condition = node.entries.flatMap((entry) => readBound(entry, findings));
  if (!node.entries.some(({ key }) => isOp(key))) {
    const message = `correlation: condition needs one of ${BOUND_OPS.join(', ')} with a number`;
    refuse(findings, 'SIGMA_CORRELATION', node, message);
  }
  if (!type) return { ...NOTHING, condition };
  const percentile = readPercentile(node, type, findings);
  return {
    condition,
    fields: readCounted(node, type, findings),
    ...(percentile === undefined ? {} : { percentile }),
  };
}

function refuseUnknown(node: MapNode, type: CorrelationType | undefined, findings: Findings): void {
  const hasPercentile = !type || type === 'value_percentile';
  const allowed = [...BOUND_OPS, 'field', ...(hasPercentile ? ['percentile'] : [])];
  for (const { key, keyAt } of node.entries) {
    if (allowed.includes(key)) continue;
    const message = `correlation: condition has the unknown key ${shown(key)}; allowed are ${allowed.join(', ')}${didYouMean(key, allowed)}`;
    refuse(findings, 'SIGMA_CORRELATION', keyAt, message);
  }
}

function readBound({ key, value }: MapEntry, findings: Findings): readonly Bound[] {
  if (!isOp(key)) return [];
  if (value.kind === 'scalar' && typeof value.value === 'number' && Number.isFinite(value.value))
    return [{ op: key, value: value.value }];
  const found = value.kind === 'scalar' ? shown(value.source) : kindOf(value);
  const message = `correlation: condition: ${key} takes a number, found ${found}`;
  return refuse(findings, 'SIGMA_CORRELATION', value, message) ?? [];
}

function readCounted(node: MapNode, type: CorrelationType, findings: Findings): readonly string[] {
  const field = attribute(node, 'field');
  if (!isOfValues(type)) {
    if (field) findings.notices.push(`correlation: ${type} counts no values; field is not looked at`);
    return [];
  }
  if (!field || (field.kind === 'list' && field.items.length === 0)) {
    const message = `correlation: ${type} needs field in its condition: the field whose values count`;
    refuse(findings, 'SIGMA_CORRELATION', field ?? node, message);
    return [];
  }
  const fields =
    field.kind === 'list'
      ? readFieldNames(field, 'correlation: condition: field', findings)
      : readFieldNames({ ...field, kind: 'list', items: [field] }, 'correlation: condition: field', findings);
  if (type === 'value_count' || fields.length <= 1) return fields;
  const message = `correlation: condition: field: ${type} takes one field, found ${fields.length}`;
  refuse(findings, 'SIGMA_CORRELATION', field, message);
  return fields;
}

function readPercentile(node: MapNode, type: CorrelationType, findings: Findings): number | undefined {
  const given = type === 'value_percentile' ? attribute(node, 'percentile') : undefined;
  if (!given) return undefined;
  const value = given.kind === 'scalar' ? given.value : undefined;
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  const message = `correlation: condition: percentile is a number from 0 to 100, found ${given.kind === 'scalar' ? shown(given.source) : kindOf(given)}`;
  return refuse(findings, 'SIGMA_CORRELATION', given, message);
}
