import { sha256Text } from '../../digest.ts';
import type { EntryReading } from '../entry-reading.ts';
import { cutUnits } from './characters.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterTree, clusterTree, type Sought, takeUp } from './cluster-tree.ts';
import { maskMessage, templateText } from './masked-message.ts';
import { maskRequest } from './masked-request.ts';
import { MINER_VERSION, type MinerState } from './miner-state.ts';
import { type Masked, WILD } from './word-list.ts';

export { type MinerState, mergeMinerStates } from './miner-state.ts';

/** The kind that a message belongs to. */
export interface Mined {
  /** 16 lower-case base 32 characters, given when the template is born and kept while it generalises. */
  readonly fingerprint: string;
  /** What the messages have in common, `<*>` for what differs. */
  readonly template: string;
}

/** Groups messages into kinds as they come. */
export interface TemplateMiner {
  /** Tells the kind of a message. Never throws; linear in the length of the message. */
  mine(reading: Pick<EntryReading, 'message' | 'exception' | 'kind'>): Mined;
  /** What the next miner needs to go on exactly like this one. */
  state(): MinerState;
  /** Whether, since this miner was made, a template was born or became more general. */
  readonly changed: boolean;
}

/** Frames that make a kind of exception; more are where the caller came from, not what failed. */
const MAX_FRAMES = 5;
const MAX_NAME = 200;
/** Routes of failed requests that are told apart. */
const MAX_ROUTES = 200;
const REQUEST = 'http ';
/** Longer templates are cut where they are shown; the cluster keeps all words. */
const MAX_TEMPLATE = 1_000;

/**
 * Groups log messages into kinds by mining their templates online.
 *
 * After Drain: P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS
 * 2017. A message is masked, led by its number of words and its first word to a short list of clusters, and joins the
 * most alike of them or founds one. Different from the paper: masking does most of the work (as in Drain3), lists of
 * values count as one word, so that messages of different length meet; likeness weighs what differs (`distance`); a
 * word in which many clusters differ becomes a value wherever it stands, where Drain looks at the first words only.
 *
 * The fingerprint is a hash of the masked message that founded the cluster. So it is the same in every log group, on
 * every machine and after an eviction, and does not depend on order as long as masking finds all values. What remains:
 * where a value is a name that no mask knows (`class com.example.Orders`), the first to come gives the fingerprint of
 * the cluster that takes up the others, and two miners that saw them in another order disagree until `mergeMinerStates`
 * settles it. Where it is a plain word (`queue orders is full`), six kinds are told apart before the next ones join
 * one of them.
 *
 * An exception with frames is told by its type and frames, without the message: no state is needed for it. A request
 * that failed is told by method, route and status, and is never alike another; behind 200 routes a new one is `<*>`.
 *
 * Bounded: 1,000 clusters and 240 KiB; the one that was used longest ago goes. Deterministic: order of use is the
 * clock.
 */
export function templateMiner(state?: MinerState): TemplateMiner {
  const tree = clusterTree(state?.version === MINER_VERSION ? state.clusters : []);
  let changed = false;
  return {
    mine: (reading) => {
      const thrown = thrownKind(reading);
      if (thrown) return thrown;
      const sought = soughtRequest(reading, tree) ?? {
        ...maskMessage(reading.message),
        group: groupOf(reading),
      };
      const known = tree.find(sought);
      const cluster = known
        ? takeUp(tree, known, sought.words)
        : found({ ...sought, branch: tree.branchFor(sought) });
      if (!known) tree.put(cluster);
      changed ||= cluster !== known;
      return { fingerprint: cluster.fingerprint, template: cutUnits(templateText(cluster), MAX_TEMPLATE) };
    },
    state: () => ({ version: MINER_VERSION, clusters: tree.clusters() }),
    get changed() {
      return changed;
    },
  };
}

/**
 * Each request has a group of its own, so that no two meet. Who calls chooses the path, hence the limit: without it
 * they could make kinds without end.
 */
function soughtRequest(
  { kind, message }: Pick<EntryReading, 'message' | 'kind'>,
  tree: ClusterTree,
): (Sought & Masked) | undefined {
  const masked = kind === 'http' ? maskRequest(message) : undefined;
  if (!masked) return undefined;
  const sought = { ...masked, group: `${REQUEST}${masked.words.join(' ')}` };
  if (masked.words.length === 1 || tree.find(sought)) return sought;
  const routes = tree.clusters().filter(({ group }) => group.startsWith(REQUEST)).length;
  if (routes < MAX_ROUTES) return sought;
  const words = masked.words.map((word, at) => (at === 1 ? WILD : word));
  return { words, gaps: masked.gaps, group: `${REQUEST}${words.join(' ')}` };
}

const found = (sought: Omit<Cluster, 'fingerprint' | 'open'>): Cluster => ({
  fingerprint: sha256Text(JSON.stringify([sought.group, ...sought.words])),
  ...sought,
  open: [],
});

/** Lambda's own reports and exceptions of different types are never in one cluster. */
function groupOf({ exception, kind }: Pick<EntryReading, 'exception' | 'kind'>): string {
  if (exception) return `exception ${cutUnits(exception.type, MAX_NAME)}`;
  return kind === undefined || kind === 'log' || kind === 'exception' ? '' : kind;
}

function thrownKind({ exception }: Pick<EntryReading, 'exception'>): Mined | undefined {
  if (!exception || exception.frames.length === 0) return undefined;
  const type = cutUnits(exception.type, MAX_NAME);
  const frames = exception.frames.map(stableFrame).filter((frame, at, all) => frame !== all[at - 1]);
  const kept = frames.slice(0, MAX_FRAMES);
  return {
    fingerprint: sha256Text(JSON.stringify(['exception', type, ...kept])),
    template: cutUnits(`${type} at ${kept.join(' < ')}`, MAX_TEMPLATE),
  };
}

/** Numbers in frames are made when code is generated: `$Proxy12`, `$$Lambda$14/0x0000`, `anonymous.3`. */
const stableFrame = (frame: string): string => cutUnits(frame, MAX_NAME).replace(/0x[\da-f]+|\d+/gi, '#');
