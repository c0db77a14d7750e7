import { nearest } from '../suggest.ts';
import type { MapNode } from './nodes.ts';

/** Says which entry of a map most likely was meant to be a key that is missing; nothing when none looks like it. */
export function slipHint(missing: string, map: MapNode): string {
  const found = nearest(
    missing,
    map.entries.map(({ key }) => key),
  );
  return found === undefined ? '' : `; was ${found} meant to be it?`;
}
