import { fail, ok, type Result } from '#core/result';
import type { Condition, Detection, Search } from '../detection-ast.ts';
import { type Findings, noFindings, refuse } from '../problems.ts';
import { fromPlain, isEmpty, kindOf, type MapEntry, type YamlNode } from '../yaml/nodes.ts';
import { readCondition } from './condition.ts';
import { readSearch } from './detection-items.ts';
import { searchFault, searchSlip } from './key-slips.ts';
import type { Placeholders } from './placeholders.ts';
import { timeframeAdvice } from './replacement.ts';
import type { RuleNames } from './rule-names.ts';

export type { Detection } from '../detection-ast.ts';
export { compileDetection } from '../match/compile.ts';

/**
 * Checks a detection that is already plain data (a map with search identifiers and `condition`).
 *
 * Returns the typed detection, or every reason why it has no meaning; the reasons name fields, not lines.
 */
export function loadDetection(
  value: unknown,
  placeholders: Placeholders = {},
): Result<Detection, readonly string[]> {
  const findings = noFindings();
  const detection = readDetection(fromPlain(value), placeholders, findings);
  return detection && findings.problems.length === 0
    ? ok(detection)
    : fail(findings.problems.map((problem) => problem.message));
}

/** Whose detection is read. */
export interface DetectionOwner {
  /** The attribute that holds it: `detection`, or `filter`. */
  readonly block?: string;
  /** For the correlation that replaces an aggregation of version 1. */
  readonly rule?: RuleNames;
}

/** Reads `detection`, or the like part of a filter; what is wrong or odd goes to the findings. */
export function readDetection(
  node: YamlNode,
  placeholders: Placeholders,
  findings: Findings,
  { block = 'detection', rule = {} }: DetectionOwner = {},
): Detection | undefined {
  if (node.kind !== 'map') {
    const message = `${block} must be a map with condition and search identifiers, found ${kindOf(node)}`;
    return refuse(findings, 'SIGMA_DETECTION', node, message);
  }
  const entries = node.entries.filter((entry) => entry.key !== 'condition' && entry.key !== 'timeframe');
  if (entries.length === 0) {
    refuse(findings, 'SIGMA_DETECTION', node, `${block} has no search identifier beside the condition`);
  }
  const searches = entries.map((entry): Search => {
    const fault = searchFault(entry.key);
    if (fault !== undefined) refuse(findings, 'SIGMA_DETECTION', entry.keyAt, fault);
    const slip = searchSlip(entry.key);
    if (slip !== undefined) findings.notices.push(slip);
    const empty = isEmpty(entry.value) ? { ...entry.value, ...entry.keyAt } : entry.value;
    return readSearch(empty, { name: entry.key, placeholders, findings });
  });
  const names = entries.map((entry) => entry.key);
  const timeframe = node.entries.find((entry) => entry.key === 'timeframe');
  const context = { names, findings, block, rule, timeframe: timeframe && textOf(timeframe.value) };
  const condition = readCondition(node, context);
  if (timeframe) refuseTimeframe(timeframe, condition, rule, findings);
  return condition && { searches, condition };
}

const textOf = (node: YamlNode): string => (node.kind === 'scalar' ? node.source : '');

/** `timeframe` belongs to the aggregations of version 1: a rule that has it was meant to correlate, and would not. */
function refuseTimeframe(
  { keyAt, value }: MapEntry,
  condition: Condition | undefined,
  rule: RuleNames,
  findings: Findings,
): void {
  if (findings.problems.some(({ code }) => code === 'SIGMA_DEPRECATED')) return;
  refuse(findings, 'SIGMA_DEPRECATED', keyAt, timeframeAdvice(condition, rule, textOf(value)));
}
