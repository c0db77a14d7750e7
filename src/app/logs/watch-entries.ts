import { sha256Text } from '#core/digest';
import { refusalOf } from '#core/logs/app-log-settings';
import { type EpochMs, epochMs } from '#core/time';
import { changeCell } from '../versioned-cell.ts';
import { type AppLogCounts, type AppLogDeps, addAppLogs, type StreamLines } from './app-log-deps.ts';
import { type BatchParts, cutBatch, placing } from './cut-batch.ts';
import type { PlacedEntry, StreamPlace } from './read-entry.ts';
import { recordEntries } from './record-entries.ts';
import {
  type Fragment,
  fragmentsOf,
  isLeadBad,
  release,
  type StreamState,
  withFragments,
} from './stream-state.ts';

export type { AppLogCounts, AppLogDeps, StreamLines } from './app-log-deps.ts';

/** A second delivery comes within this time; longer than Lambda tries, or than a queue of failed deliveries waits. */
const KEPT_MS = 24 * 3_600_000;
/** An entry that had no rest for so long has none. */
export const SILENCE_MS = 60_000;
/** Streams that are worked on at once. */
const AT_ONCE = 4;

/**
 * Watches batches of lines of application logs: joins them into entries, and stores findings for what is an error.
 *
 * Resolves when all is stored; rejects when a store does, and the same batches may then be delivered again: nothing is
 * counted twice. Batches of a stream may come at once and in any order. A batch that neither has an error nor begins
 * like the rest of an entry costs no call to any store. Log groups that may not be watched are refused and counted.
 */
export async function watchLines(batches: readonly StreamLines[], deps: AppLogDeps): Promise<AppLogCounts> {
  const counts: AppLogCounts[] = [];
  for (let at = 0; at < batches.length; at += AT_ONCE) {
    const some = batches.slice(at, at + AT_ONCE);
    counts.push(...(await Promise.all(some.map((batch) => watchBatch(batch, deps)))));
  }
  return addAppLogs(...counts);
}

async function watchBatch({ lines, ...place }: StreamLines, deps: AppLogDeps): Promise<AppLogCounts> {
  const refusal = refusalOf(place.group, deps.appLogs);
  if (refusal !== undefined) {
    deps.log.warn('a log group that is not watched was delivered', { group: place.group, refusal });
    return addAppLogs({ lines: lines.length, refused: lines.length });
  }
  const parts = cutBatch(lines);
  const isWaiting = parts.lead.length > 0 || parts.tail !== undefined;
  if (!isWaiting) {
    const counts = await recordEntries([{ ...place, entries: parts.entries }], deps);
    return addAppLogs(counts, { lines: lines.length });
  }
  return addAppLogs(await joinBatch(place, lines, parts, deps), { lines: lines.length });
}

async function joinBatch(
  place: StreamPlace,
  lines: StreamLines['lines'],
  parts: BatchParts,
  deps: AppLogDeps,
): Promise<AppLogCounts> {
  const now = deps.clock.now();
  const fragments = fragmentsOf(lines, parts, now);
  const counts = [await recordEntries([{ ...place, entries: parts.entries }], deps)];
  const key = streamKey(place);
  const cell = { keptMs: KEPT_MS, memory: new Map() };
  // Two steps: what is given out is stored at once, so it must not be made from a state that another batch changes meanwhile.
  const loose = await changeCell<StreamState, readonly PlacedEntry[]>(
    `log-join#${key}`,
    deps,
    async (known) => {
      const before = known ?? { ...place, version: 1, count: 0, fragments: [], done: [] };
      const worth = worthWaiting(before, fragments, parts, lines);
      const after = withFragments(before, worth.kept);
      return { next: after === before ? undefined : after, result: worth.loose };
    },
    cell,
  );
  if (loose.length > 0) counts.push(await recordEntries([{ ...place, entries: loose }], deps));
  const own = new Set(fragments.map(({ id }) => id));
  let isNoted = false;
  await changeCell<StreamState, undefined>(
    `log-join#${key}`,
    deps,
    async (known) => {
      if (!known) return { next: undefined, result: undefined };
      const { state, entries } = release(known, epochMs(0));
      if (entries.length > 0) counts.push(await recordEntries([{ ...place, entries }], deps));
      if (!isNoted && state.fragments.some(({ id }) => own.has(id))) {
        await deps.openStreams.note({ key, notedAt: now }, epochMs(now + KEPT_MS));
        isNoted = true;
      }
      return { next: state === known ? undefined : state, result: undefined };
    },
    cell,
  );
  return addAppLogs(...counts, { held: fragments.length });
}

/**
 * A lead that may be anything is kept only where something waits, or where it is an error; otherwise it is an entry like
 * any other.
 */
function worthWaiting(
  state: StreamState,
  fragments: readonly Fragment[],
  { lead, isSureLead }: BatchParts,
  lines: StreamLines['lines'],
): { readonly kept: readonly Fragment[]; readonly loose: readonly PlacedEntry[] } {
  const isKept = isSureLead || lead.length === 0 || state.fragments.length > 0 || isLeadBad(lead);
  if (isKept) return { kept: fragments, loose: [] };
  const [first] = lead;
  if (!first) return { kept: fragments, loose: [] };
  const entry = {
    text: lead
      .map(({ text }) => text)
      .join('\n')
      .slice(0, 65_536),
    ...{ first: first.place, last: lead.at(-1)?.place ?? first.place, key: first.key },
    ...(first.at === undefined ? {} : { at: first.at }),
  };
  return { kept: fragments.filter(({ tail }) => tail !== undefined), loose: [placing(lines)(entry)] };
}

/** The same for every batch of a stream. */
const streamKey = ({ accountId, region, group, stream }: StreamPlace): string =>
  sha256Text(JSON.stringify([accountId, region, group, stream]));

export interface FlushOptions {
  /** Nothing new is begun at or after this. */
  readonly deadline?: EpochMs;
  /** How long a stream must have been silent, in milliseconds; 0 at the end of all input. @default SILENCE_MS */
  readonly silenceMs?: number;
}

/** Streams that one flush looks at: those that were noted first. */
const MOST_STREAMS = 10_000;
/** A note older than this is of nobody who is still at work: a function lives 15 minutes at most. */
const FORGET_AFTER_MS = 16 * 60_000;

/**
 * Gives out what waits for its rest in streams that fell silent, and stores findings for it.
 *
 * Safe to call at any time, by several at once, and again after a crash.
 */
export async function flushSilent(deps: AppLogDeps, options: FlushOptions = {}): Promise<AppLogCounts> {
  const now = deps.clock.now();
  const { deadline, silenceMs = SILENCE_MS } = options;
  const before = epochMs(now - silenceMs);
  const noted = await deps.openStreams.notedBefore(before, MOST_STREAMS);
  const open = [...noted].sort((a, b) => a.notedAt - b.notedAt);
  const counts: AppLogCounts[] = [];
  for (let at = 0; at < open.length; at += AT_ONCE) {
    if (deadline !== undefined && deps.clock.now() >= deadline) break;
    const some = open.slice(at, at + AT_ONCE);
    counts.push(
      ...(await Promise.all(
        some.map(async (stream) => {
          const { counts: given, isEmpty } = await flushStream(stream.key, before, deps);
          if (isEmpty && stream.notedAt <= now - FORGET_AFTER_MS) await deps.openStreams.forget(stream);
          return given;
        }),
      )),
    );
  }
  return addAppLogs(...counts);
}

function flushStream(
  key: string,
  silentBefore: EpochMs,
  deps: AppLogDeps,
): Promise<{ readonly counts: AppLogCounts; readonly isEmpty: boolean }> {
  return changeCell<StreamState, { readonly counts: AppLogCounts; readonly isEmpty: boolean }>(
    `log-join#${key}`,
    deps,
    async (state) => {
      if (!state) return { next: undefined, result: { counts: addAppLogs(), isEmpty: true } };
      const released = release(state, silentBefore);
      const { group, stream, accountId, region } = state;
      const counts =
        released.entries.length === 0
          ? addAppLogs()
          : await recordEntries([{ group, stream, accountId, region, entries: released.entries }], deps);
      const isEmpty = released.state.fragments.length === 0;
      return { next: released.state === state ? undefined : released.state, result: { counts, isEmpty } };
    },
    { keptMs: KEPT_MS },
  );
}
