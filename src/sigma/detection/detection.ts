import { fail, ok, type Result } from '#core/result';
import type { Detection, Search } from '../detection-ast.ts';
import { type Findings, noFindings, refuse } from '../problems.ts';
import { fromPlain, isEmpty, kindOf, type MapNode, type YamlNode } from '../yaml/nodes.ts';
import { readCondition } from './condition.ts';
import { readSearch } from './detection-items.ts';
import type { Placeholders } from './placeholders.ts';

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

/** Reads `detection`, or the like part of a filter (`block`); what is wrong or odd goes to the findings. */
export function readDetection(
  node: YamlNode,
  placeholders: Placeholders,
  findings: Findings,
  block = 'detection',
): Detection | undefined {
  if (node.kind !== 'map') {
    const message = `${block} must be a map with condition and search identifiers, found ${kindOf(node)}`;
    return refuse(findings, 'SIGMA_DETECTION', node, message);
  }
  refuseTimeframe(node, findings);
  const entries = node.entries.filter((entry) => entry.key !== 'condition' && entry.key !== 'timeframe');
  if (entries.length === 0) {
    refuse(findings, 'SIGMA_DETECTION', node, `${block} has no search identifier beside the condition`);
  }
  const searches = entries.map((entry): Search => {
    const empty = isEmpty(entry.value) ? { ...entry.value, ...entry.keyAt } : entry.value;
    return readSearch(empty, { name: entry.key, placeholders, findings });
  });
  const names = entries.map((entry) => entry.key);
  const condition = readCondition(node, names, findings);
  return condition && { searches, condition };
}

/** `timeframe` belongs to the aggregations of version 1: a rule that has it was meant to correlate, and would not. */
function refuseTimeframe(node: MapNode, findings: Findings): void {
  const entry = node.entries.find((one) => one.key === 'timeframe');
  if (!entry) return;
  const message =
    'timeframe belongs to the aggregations of Sigma version 1; ' +
    'write a correlation rule (event_count, value_count or temporal) with timespan instead';
  refuse(findings, 'SIGMA_DEPRECATED', entry.keyAt, message);
}
