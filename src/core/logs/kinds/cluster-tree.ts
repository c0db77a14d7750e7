import { utf8Length } from '../../cut.ts';
import { type Cluster, distance, generalised, onlyDifference } from './cluster.ts';
import { WILD } from './word-list.ts';

/** Clusters that are kept; the one that was used longest ago goes first. */
const MAX_CLUSTERS = 1_000;
/** Bytes of JSON that all clusters together may take. */
const MAX_BYTES = 240 * 1024;
/** First words that are told apart among messages of one length; further ones share a branch. */
const MAX_BRANCHES = 100;
/** So many clusters may differ in one word only; then that word is taken for a value. */
const MAX_SIBLINGS = 6;

/** What is looked for: a message, masked. */
export interface Sought {
  readonly group: string;
  readonly words: readonly string[];
}

/** Clusters in Drain's tree: group and number of words, then the first word, then a list. Order of use is kept too. */
export interface ClusterTree {
  /** The cluster that takes the message up; it is not changed yet. */
  find(sought: Sought): Cluster | undefined;
  /** The branch on which a new cluster for this message hangs. */
  branchFor(sought: Sought): string;
  /** Stores a new or changed cluster as the one used last, and evicts others where there is no room. */
  put(cluster: Cluster): void;
  /** Those that were used longest ago first. */
  clusters(): readonly Cluster[];
}

/** Plants a tree from clusters in their order of use. The same clusters in the same order make the same tree. */
export function clusterTree(from: readonly Cluster[] = []): ClusterTree {
  // A Map keeps the order of insertion: its first entry is the one to evict. That order is the clock.
  const byFingerprint = new Map<string, { cluster: Cluster; bytes: number }>();
  const leaves = new Map<string, Map<string, Map<string, Cluster>>>();
  let bytes = 0;

  const remove = (cluster: Cluster, size: number): void => {
    byFingerprint.delete(cluster.fingerprint);
    bytes -= size;
    const branches = leaves.get(rootOf(cluster));
    const leaf = branches?.get(cluster.branch);
    leaf?.delete(cluster.fingerprint);
    if (leaf?.size === 0) branches?.delete(cluster.branch);
    if (branches?.size === 0) leaves.delete(rootOf(cluster));
  };
  const branchFor = (sought: Sought): string => {
    const first = firstWord(sought.words);
    const branches = leaves.get(rootOf(sought));
    const isFull = branches !== undefined && branches.size >= MAX_BRANCHES && !branches.has(first);
    return isFull ? WILD : first;
  };
  const put = (cluster: Cluster): void => {
    const before = byFingerprint.get(cluster.fingerprint);
    const size = before?.cluster === cluster ? before.bytes : utf8Length(JSON.stringify(cluster)) + 1;
    if (before) remove(before.cluster, before.bytes);
    byFingerprint.set(cluster.fingerprint, { cluster, bytes: size });
    bytes += size;
    within(within(leaves, rootOf(cluster)), cluster.branch).set(cluster.fingerprint, cluster);
    for (const [, oldest] of byFingerprint) {
      if (byFingerprint.size <= MAX_CLUSTERS && bytes <= MAX_BYTES) break;
      remove(oldest.cluster, oldest.bytes);
    }
  };
  for (const cluster of from) put(cluster);
  return {
    find: (sought) => {
      const leaf = leaves.get(rootOf(sought))?.get(branchFor(sought));
      return leaf && (nearest(leaf, sought.words) ?? oneOfMany(leaf, sought.words));
    },
    branchFor,
    put,
    clusters: () => [...byFingerprint.values()].map(({ cluster }) => cluster),
  };
}

/** The first level: what must be equal in any case. */
const rootOf = ({ group, words }: Sought): string => `${words.length} ${group}`;

/**
 * Names such as `com.example.Job` at the start are as likely values as they are not: they share the branch of values.
 */
const firstWord = (words: readonly string[]): string => {
  const first = words[0] ?? '';
  return first.includes('.') ? WILD : first;
};

function within<T>(parent: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = parent.get(key);
  if (known) return known;
  const created = new Map<string, T>();
  parent.set(key, created);
  return created;
}

/** The most alike; of several the least general one, of several such the one with the smallest fingerprint. */
function nearest(leaf: ReadonlyMap<string, Cluster>, words: readonly string[]): Cluster | undefined {
  let best: { cluster: Cluster; cost: number } | undefined;
  for (const cluster of leaf.values()) {
    const cost = distance(cluster, words);
    if (cost === undefined) continue;
    if (!best || order(cost, cluster, best.cost, best.cluster) < 0) best = { cluster, cost };
  }
  return best?.cluster;
}

const order = (costA: number, a: Cluster, costB: number, b: Cluster): number =>
  costA - costB || a.open.length - b.open.length || (a.fingerprint < b.fingerprint ? -1 : 1);

/** One of the clusters that differ from the message in one and the same word, if there are many of them. */
function oneOfMany(leaf: ReadonlyMap<string, Cluster>, words: readonly string[]): Cluster | undefined {
  const byPlace = new Map<number, Cluster[]>();
  for (const cluster of leaf.values()) {
    const place = onlyDifference(cluster, words);
    if (place === undefined) continue;
    byPlace.set(place, [...(byPlace.get(place) ?? []), cluster]);
  }
  for (const [, siblings] of [...byPlace].sort(([a], [b]) => a - b)) {
    if (siblings.length >= MAX_SIBLINGS)
      return siblings.reduce((a, b) => (a.fingerprint < b.fingerprint ? a : b));
  }
  return undefined;
}

/** Stores what a cluster has become by taking the message up, and returns it. */
export function takeUp(tree: ClusterTree, cluster: Cluster, words: readonly string[]): Cluster {
  const next = generalised(cluster, words);
  tree.put(next);
  return next;
}
