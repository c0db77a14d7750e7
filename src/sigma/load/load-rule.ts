import { readDetection } from '../detection/detection.ts';
import type { Placeholders } from '../detection/placeholders.ts';
import { readLogSource } from '../log-source.ts';
import { type Findings, type Place, refuse } from '../problems.ts';
import type { SigmaRule } from '../rule.ts';
import { attribute, kindOf, type MapNode } from '../yaml/nodes.ts';
import type { PreparedDocument } from './legacy-actions.ts';
import { readHead } from './rule-attributes.ts';

/** One document on its way to a rule. */
export interface Loading {
  readonly file: string;
  readonly at: Place;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly findings: Findings;
  readonly rule: SigmaRule | undefined;
  /** Set for documents that are no rule but in order. */
  readonly did: string | undefined;
  readonly inherited: ReadonlySet<string>;
}

/** Reads one document. A rule is there only if it has the parts that one needs; the findings say whether it may be used. */
export function readRule(file: string, document: PreparedDocument, placeholders: Placeholders): Loading {
  const { source, rule: map, did, inherited } = document;
  const { findings, at, root } = source;
  const nothing = {
    file,
    at,
    findings,
    inherited,
    id: undefined,
    name: undefined,
    title: undefined,
    rule: undefined,
  };
  if (root && root.kind !== 'map') {
    refuse(
      findings,
      'SIGMA_DOCUMENT',
      root,
      `a document must be a map of rule attributes, found ${kindOf(root)}`,
    );
  }
  if (!map) return { ...nothing, did };
  const named = { ...nothing, ...namesOf(map), did: undefined };
  if (refuseKind(map, findings)) return named;
  const head = readHead(map, findings);
  const logsource = readLogSource(map, findings);
  const detection = readBlock(map, placeholders, findings);
  if (!detection) return named;
  return { ...named, rule: { file, line: at.line, ...head, logsource, detection } };
}

function readBlock(
  map: MapNode,
  placeholders: Placeholders,
  findings: Findings,
): SigmaRule['detection'] | undefined {
  const node = attribute(map, 'detection');
  if (node) return readDetection(node, placeholders, findings);
  const message = 'detection is missing; it is a map with condition and at least one search identifier';
  return refuse(findings, 'SIGMA_ATTRIBUTE', map, message);
}

/** Refuses by name what is not a plain rule, so that nobody takes it for one that works. */
function refuseKind(map: MapNode, findings: Findings): boolean {
  const kinds = [
    ['correlation', 'correlation rules are not supported yet'],
    ['filter', 'filters are not supported yet'],
  ] as const;
  for (const [key, message] of kinds) {
    const entry = map.entries.find((one) => one.key === key);
    if (!entry || !attribute(map, key)) continue;
    refuse(findings, 'SIGMA_UNSUPPORTED', entry.keyAt, message);
    return true;
  }
  return false;
}

function namesOf(map: MapNode): Pick<Loading, 'id' | 'name' | 'title'> {
  const text = (key: string): string | undefined => {
    const node = attribute(map, key);
    return node?.kind === 'scalar' && node.value !== '' ? node.source : undefined;
  };
  return { id: text('id'), name: text('name'), title: text('title') };
}
