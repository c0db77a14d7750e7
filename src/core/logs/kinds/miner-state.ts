import { type Cluster, distance, generalised } from './cluster.ts';
import { clusterTree } from './cluster-tree.ts';
import { WILD } from './word-list.ts';

/** Rises when masks or rules change so that old clusters would no longer be met: such a state is not taken over. */
export const MINER_VERSION = 2;

/** What a miner knows: plain JSON of at most 256 KiB. */
export interface MinerState {
  readonly version: number;
  /** Those that were used longest ago first. */
  readonly clusters: readonly Cluster[];
}

/** A cluster, who knows it, and how many others were used after it. */
interface Entry {
  readonly cluster: Cluster;
  readonly sides: 'a' | 'b' | 'ab';
  readonly age: number;
}

/**
 * Joins what two writers learned at the same time; which is the first makes no difference.
 *
 * A cluster that both know becomes as general as both together. A cluster that one knows and one that the other knows
 * are one kind if one takes up the other's template; then the smaller fingerprint stays. What one writer kept apart
 * stays apart. What there is no room for goes as in a miner: first what was used longest ago.
 */
export function mergeMinerStates(a: MinerState, b: MinerState): MinerState {
  const byLeaf = new Map<string, Entry[]>();
  for (const entry of entriesOf(a, b)) {
    const key = JSON.stringify([entry.cluster.group, entry.cluster.branch, entry.cluster.words.length]);
    const leaf = byLeaf.get(key) ?? [];
    byLeaf.set(key, leaf);
    const at = leaf.findIndex((other) => isSameKind(other, entry));
    const other = leaf[at];
    if (other) leaf[at] = joined(other, entry);
    else leaf.push(entry);
  }
  const merged = [...byLeaf.values()].flat().sort((x, y) => y.age - x.age || byFingerprint(x, y));
  return { version: MINER_VERSION, clusters: clusterTree(merged.map(({ cluster }) => cluster)).clusters() };
}

/** Every fingerprint once, in their order. */
function entriesOf(a: MinerState, b: MinerState): readonly Entry[] {
  const known = new Map<string, Entry>();
  for (const [state, side] of [[a, 'a'] as const, [b, 'b'] as const]) {
    if (state.version !== MINER_VERSION) continue;
    for (const [at, cluster] of state.clusters.entries()) {
      const entry: Entry = { cluster, sides: side, age: state.clusters.length - 1 - at };
      const other = known.get(cluster.fingerprint);
      known.set(cluster.fingerprint, other ? joined(other, entry) : entry);
    }
  }
  return [...known.values()].sort(byFingerprint);
}

const byFingerprint = (x: Entry, y: Entry): number =>
  x.cluster.fingerprint < y.cluster.fingerprint ? -1 : 1;

function isSameKind(x: Entry, y: Entry): boolean {
  const isKnownToOneEach = x.sides !== y.sides && x.sides !== 'ab' && y.sides !== 'ab';
  if (!isKnownToOneEach) return false;
  const there = distance(x.cluster, y.cluster.words);
  return there !== undefined || distance(y.cluster, x.cluster.words) !== undefined;
}

/** One that is as general as both, under the first one's fingerprint. */
function joined(x: Entry, y: Entry): Entry {
  const cluster = generalised(x.cluster, y.cluster.words);
  const branch = x.cluster.branch === WILD ? y.cluster.branch : x.cluster.branch;
  return {
    cluster: branch === cluster.branch ? cluster : { ...cluster, branch },
    sides: 'ab',
    age: Math.min(x.age, y.age),
  };
}
