import { readDetection } from '../detection/detection.ts';
import type { Placeholders } from '../detection/placeholders.ts';
import type { Detection } from '../detection-ast.ts';
import { type Findings, refuse } from '../problems.ts';
import { attribute, kindOf, type MapNode } from '../yaml/nodes.ts';
import { type Ref, readRefs } from './references.ts';

/** What a filter says, before the rules that it names are looked up. */
export interface FilterDraft {
  /** `any`: every rule of its log source. */
  readonly rules: readonly Ref[] | 'any';
  readonly detection: Detection;
}

/** Reads `filter` (reference 8): rules, search identifiers of its own, and a condition. */
export function readFilter(
  document: MapNode,
  placeholders: Placeholders,
  findings: Findings,
): FilterDraft | undefined {
  const node = attribute(document, 'filter');
  if (node?.kind !== 'map') {
    const message = `filter must be a map with rules, condition and search identifiers, found ${node ? kindOf(node) : 'nothing'}`;
    return refuse(findings, 'SIGMA_FILTER', node ?? document, message);
  }
  const rules = readTargets(node, findings);
  const searches = { ...node, entries: node.entries.filter(({ key }) => key !== 'rules') };
  const detection = readDetection(searches, placeholders, findings, { block: 'filter' });
  return rules && detection && { rules, detection };
}

function readTargets(node: MapNode, findings: Findings): FilterDraft['rules'] | undefined {
  const rules = attribute(node, 'rules');
  if (!rules || (rules.kind === 'list' && rules.items.length === 0)) {
    const message = 'filter: rules is missing; it is a list of ids or names of rules, or any';
    return refuse(findings, 'SIGMA_FILTER', rules ?? node, message);
  }
  const refs = readRefs(rules, 'filter: rules', findings);
  return refs.length === 1 && refs[0]?.text === 'any' ? 'any' : refs;
}
