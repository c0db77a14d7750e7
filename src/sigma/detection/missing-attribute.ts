import { type Findings, refuse, type SigmaCode } from '../problems.ts';
import { nearest } from '../suggest.ts';
import type { MapNode } from '../yaml/nodes.ts';

/** An attribute that a map must have. */
export interface Wanted {
  readonly key: string;
  readonly code: SigmaCode;
  /** The block that the map is, where it is not the document. */
  readonly block?: string;
  /** What it has to be: `a map with …`. */
  readonly expected: string;
}

/** Notes that a map lacks an attribute: with the entry that most likely was meant to be it, or where it stands empty. */
export function refuseMissing(map: MapNode, wanted: Wanted, findings: Findings): undefined {
  const { key, code, block, expected } = wanted;
  const inside = block === undefined ? '' : ` in ${block}`;
  const empty = map.entries.find((entry) => entry.key === key);
  if (empty) {
    const message = `${key} has nothing behind it${inside}; it is ${expected}`;
    return refuse(findings, code, empty.keyAt, message);
  }
  return refuse(findings, code, map, `${key} is missing${inside}; it is ${expected}${slipHint(key, map)}`);
}

function slipHint(key: string, { entries }: MapNode): string {
  const keys = entries.map((entry) => entry.key);
  const meant = nearest(key, keys);
  if (meant !== undefined) return `; was ${meant} meant to be it?`;
  for (const { key: outer, value } of entries) {
    const deeper = value.kind === 'map' ? value.entries.find((entry) => entry.key === key) : undefined;
    if (deeper) return `; there is one in ${outer}, line ${deeper.keyAt.line}: is it indented too far?`;
  }
  return '';
}
