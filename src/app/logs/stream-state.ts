import { utf8Length } from '#core/cut';
import { sha256Text } from '#core/digest';
import { readEntry } from '#core/logs/entry-reading';
import { jsonSize, shortened } from '#core/logs/join/bounds';
import { type JoinState, lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';
import { maskSecrets } from '#core/logs/mask-secrets';
import { type EpochMs, epochMs } from '#core/time';
import type { BatchParts } from './cut-batch.ts';
import type { PlacedEntry, StreamPlace } from './read-entry.ts';

/** A place in a stream. */
interface Position {
  readonly at: EpochMs;
  /** Key of the line: orders lines of one instant where it is a number, as the ids of CloudWatch Logs are. */
  readonly key: string;
}

/** What waits at an end of a batch: lines that go on with something, or something that may go on. Secrets are masked. */
export interface Fragment {
  /** The same for every delivery of the batch. */
  readonly id: string;
  readonly from: Position;
  readonly to: Position;
  readonly heldAt: EpochMs;
  /** How many fragments of the stream had come when this one did. */
  readonly order: number;
  readonly before: readonly string[];
  readonly lead?: readonly LogLine[];
  /** The lead is the whole batch: it may go on in the next one. */
  readonly isWhole?: true;
  readonly tail?: JoinState;
}

/** What is remembered of one stream. */
export interface StreamState extends StreamPlace {
  readonly version: 1;
  /** Fragments that came so far. */
  readonly count: number;
  readonly fragments: readonly Fragment[];
  /** Fragments that were given out: a second delivery of theirs is known, and late lines behind them too. */
  readonly done: readonly DoneFragment[];
}

interface DoneFragment extends Pick<Fragment, 'id' | 'to'> {
  /** Where its rest ended, if it had one: what comes behind that is no more of it. */
  readonly until?: Position;
}

/** Lines of one statement are written at once; what comes later than this begins something else. */
const MAX_GAP_MS = 10_000;
const MAX_FRAGMENTS = 12;
/** An item of the table takes 400 KB (DynamoDB, "Service quotas"), and a batch adds two fragments before it is looked at. */
const MAX_BYTES = 240 * 1024;
const MAX_DONE = 64;
/** A lead keeps its first and last lines up to so many bytes. */
const MAX_LEAD_BYTES = 48 * 1024;
/** Lines before an entry are shown by their beginnings only. */
const MAX_BEFORE_CHARACTERS = 2_000;

/** The ends of a batch that must wait, in order. */
export function fragmentsOf(
  lines: readonly LogLine[],
  { lead, tail }: BatchParts,
  now: EpochMs,
): readonly Fragment[] {
  const [first, last, lastOfLead] = [lines[0], lines.at(-1), lead.at(-1)];
  if (!first || !last) return [];
  const id = sha256Text(JSON.stringify([first.key, last.key, lines.length]));
  const position = ({ at, key }: LogLine): Position => ({ at: at ?? epochMs(0), key });
  const fragments: Fragment[] = [];
  if (lastOfLead) {
    fragments.push({
      ...{ id: `${id}<`, from: position(first), to: position(lastOfLead), heldAt: now, order: 0, before: [] },
      lead: boundedLead(lead),
      ...(lead.length === lines.length ? { isWhole: true } : {}),
    });
  }
  if (tail) {
    fragments.push({
      ...{
        id: `${id}>`,
        from: position(last),
        to: position(last),
        heldAt: now,
        order: 0,
        before: tail.before.map((line) => maskSecrets(line.slice(0, MAX_BEFORE_CHARACTERS))),
      },
      tail: maskedState(tail.state),
    });
  }
  return fragments;
}

const maskedLine = (line: LogLine): LogLine => ({ ...line, text: maskSecrets(line.text) });

/** What is open, as it may be kept. */
const maskedState = (state: JoinState): JoinState => ({
  ...state,
  lanes: state.lanes.map((entry) => ({
    ...entry,
    head: entry.head.map(maskSecrets),
    tail: entry.tail.map(maskSecrets),
    pending: entry.pending.map(maskedLine),
  })),
});

function boundedLead(lead: readonly LogLine[]): readonly LogLine[] {
  let room = MAX_LEAD_BYTES;
  const [head, end]: [LogLine[], LogLine[]] = [[], []];
  for (let low = 0, high = lead.length - 1; low <= high; ) {
    const isHead = head.length <= end.length;
    const line = lead[isHead ? low++ : high--];
    if (!line) break;
    const text = shortened(maskSecrets(line.text));
    room -= jsonSize(text) + jsonSize(line.key) + 50;
    if (room < 0) break;
    if (isHead) head.push({ ...line, text });
    else end.unshift({ ...line, text });
  }
  return [...head, ...end];
}

/** Whether lines tell of an error by themselves. */
export const isLeadBad = (lead: readonly LogLine[]): boolean =>
  lead.some(({ text }) => readEntry(text).kind !== undefined) ||
  readEntry(lead.map(({ text }) => text).join('\n')).kind !== undefined;

/** Adds fragments that are not known yet; answers the same state where all of them are. */
export function withFragments(state: StreamState, fresh: readonly Fragment[]): StreamState {
  const known = new Set([...state.fragments, ...state.done].map(({ id }) => id));
  const added = fresh.filter(({ id }) => !known.has(id));
  if (added.length === 0) return state;
  const numbered = added.map((fragment, index) => ({ ...fragment, order: state.count + index + 1 }));
  return {
    ...state,
    count: state.count + added.length,
    fragments: [...state.fragments, ...numbered].sort(byPosition),
  };
}

/** What can be given out now, and what is left. */
export interface Released {
  readonly state: StreamState;
  readonly entries: readonly PlacedEntry[];
}

/**
 * Gives out what is complete: what was open and has its rest, and everything that has waited since `silentBefore`.
 *
 * A function of the set of fragments: in which order they came changes nothing but what was given out for want of time
 * or room.
 */
export function release(state: StreamState, silentBefore: EpochMs): Released {
  const chains = chainsOf(state.fragments);
  const surplus = surplusOf(chains);
  const over = chains.filter(
    (chain, index) =>
      index < surplus || isClosed(chain) || chain.every(({ heldAt }) => heldAt <= silentBefore),
  );
  if (over.length === 0) return { state, entries: [] };
  const gone = new Set(over.flat());
  const done = over.flatMap((chain) => {
    const until = isClosed(chain) ? chain.at(-1)?.to : undefined;
    return chain.map(({ id, to }): DoneFragment => ({ id, to, ...(until && { until }) }));
  });
  return {
    entries: over.flatMap((chain) => entriesOf(chain, state)),
    state: {
      ...state,
      fragments: state.fragments.filter((fragment) => !gone.has(fragment)),
      done: [...state.done, ...done].slice(-MAX_DONE),
    },
  };
}

/** How many chains, of those in front, must go for want of room: then half of it is free. */
function surplusOf(chains: readonly (readonly Fragment[])[]): number {
  const sizes = chains.map((chain) => utf8Length(JSON.stringify(chain)));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  let count = chains.reduce((sum, chain) => sum + chain.length, 0);
  if (count <= MAX_FRAGMENTS && bytes <= MAX_BYTES) return 0;
  const first = chains.findIndex((chain, index) => {
    if (bytes <= MAX_BYTES / 2 && count <= MAX_FRAGMENTS / 2) return true;
    bytes -= sizes[index] ?? 0;
    count -= chain.length;
    return false;
  });
  return first === -1 ? chains.length : first;
}

/** Something open, and leads that follow it closely, as long as they are whole batches. */
function chainsOf(fragments: readonly Fragment[]): readonly (readonly Fragment[])[] {
  const chains: Fragment[][] = [];
  for (const fragment of fragments) {
    const chain = chains.at(-1);
    const last = chain?.at(-1);
    const mayFollow = last !== undefined && (last.tail !== undefined || last.isWhole === true);
    if (chain && mayFollow && fragment.lead && isNear(last.to, fragment.from)) chain.push(fragment);
    else chains.push([fragment]);
  }
  return chains;
}

/**
 * It has a beginning and an end, and came in order. Where the end came first, a piece between them may be on its way too:
 * then it waits for silence.
 */
const isClosed = (chain: readonly Fragment[]): boolean => {
  const last = chain.at(-1);
  const isInOrder = chain.every(({ order }, index) => index === 0 || order > (chain[index - 1]?.order ?? 0));
  const isWhole = chain[0]?.tail !== undefined && last?.lead !== undefined && last.isWhole !== true;
  return chain.length > 1 && isWhole && isInOrder;
};

function entriesOf(chain: readonly Fragment[], { done }: StreamState): readonly PlacedEntry[] {
  const [first] = chain;
  if (!first) return [];
  // The rest of something that was given out without it: counted already.
  if (first.lead && done.some((one) => mayGoOnWith(one, first))) return [];
  const joiner = lineJoiner(first.tail);
  const found: LogEntry[] = [];
  for (const line of chain.flatMap(({ lead = [] }) => lead)) found.push(...joiner.add(line));
  found.push(...joiner.flush());
  return found.map((entry) => ({ entry, before: () => first.before }));
}

const mayGoOnWith = ({ id, to, until }: DoneFragment, { from }: Fragment): boolean =>
  id.endsWith('>') && isNear(to, from) && (until === undefined || compare(from, until) <= 0);

const isNear = (before: Position, after: Position): boolean =>
  compare(before, after) <= 0 && after.at - before.at <= MAX_GAP_MS;

/** Where no order is known, that of arrival stays: sorting is stable. */
const byPosition = (a: Fragment, b: Fragment): number => compare(a.from, b.from);

/** By time, then by key where both are numbers; of other keys no order is known. */
function compare(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at - b.at;
  if (!/^\d+$/.test(a.key) || !/^\d+$/.test(b.key)) return 0;
  return a.key.length - b.key.length || (a.key < b.key ? -1 : Number(a.key > b.key));
}
