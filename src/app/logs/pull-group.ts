import { settingsOfGroup } from '#core/logs/app-log-settings';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import { type AppLogCounts, type AppLogDeps, addAppLogs, type StreamEntries } from './app-log-deps.ts';
import { filterPattern } from './filter-pattern.ts';
import { byStream, groupJoiner, QUIET_MS, type StreamEntry } from './group-joiner.ts';
import { recordEntries } from './record-entries.ts';
import { type GroupWalkDeps, type GroupWalkEnd, walkGroup } from './walk-group.ts';

export interface PullDeps extends AppLogDeps, Omit<GroupWalkDeps, 'clock'> {
  readonly accountId: string;
  readonly region: string;
}

/** What one pull of a group did. */
export interface GroupReport {
  readonly group: string;
  readonly end: GroupWalkEnd | 'another run' | 'failed';
  readonly counts: AppLogCounts;
  /** More is waiting: the next run goes on there. */
  readonly resumes: boolean;
  readonly problem?: string;
}

/** How far a group has been read. */
interface Checkpoint {
  readonly coveredUntil: string;
  /** The range was not read to its end: what is before this instant need not be looked at again. */
  readonly resumes?: true;
}

/** Agents deliver late: every run reads so much again. */
const OVERLAP_MS = 10 * 60_000;
/** Of a range that was cut, only what may have been open is read again. */
const RESUME_OVERLAP_MS = QUIET_MS + 5_000;
/** The newest lines are left to the next run: the rest of a statement may be on its way. */
const SETTLE_MS = 30_000;
/** So much is read at once of a range that an earlier run did not get through. */
const SLICE_MS = 60_000;
const PAGES_BETWEEN_SAVES = 4;
const CHECKPOINT_KEPT_MS = 400 * 86_400_000;

/**
 * Pulls what is new in a log group, up to now or until time is up.
 *
 * Findings are stored before the checkpoint moves past what they are of, so that a crash repeats work and loses none.
 * Of two runs at once the one that finds the checkpoint moved stops.
 */
export async function pullGroup(group: string, deadline: EpochMs, deps: PullDeps): Promise<GroupReport> {
  const settings = settingsOfGroup(group, deps.appLogs);
  const key = `log-pull#${group}`;
  const now = deps.clock.now();
  const kept = await deps.state.read<Checkpoint>(key);
  const to = epochMs(now - SETTLE_MS);
  const from = beginOf(kept?.value, to, deps);
  const joiner = groupJoiner(from);
  let version = kept?.version;
  let [unsaved, readTo, counts] = [0, from, addAppLogs()];
  const store = async (entries: readonly StreamEntry[]): Promise<void> => {
    counts = addAppLogs(counts, await recordEntries(streamsOf(group, entries, deps), deps));
  };
  const save = async (coveredUntil: EpochMs, resumes: boolean): Promise<boolean> => {
    const value: Checkpoint = { coveredUntil: isoFromMs(coveredUntil), ...(resumes ? { resumes } : {}) };
    const expiresAt = epochMs(deps.clock.now() + CHECKPOINT_KEPT_MS);
    if (!(await deps.state.write(key, value, version, expiresAt))) return false;
    version = (version ?? 0) + 1;
    unsaved = 0;
    return true;
  };
  if (from >= to) return { group, end: 'done', counts, resumes: false };
  const pattern = filterPattern(settings, deps.detector.cards.length > 0);
  const sliceMs = kept?.value.resumes ? SLICE_MS : undefined;
  const end = await walkGroup({ group, from, to, pattern, deadline, sliceMs }, deps, async (page) => {
    counts = addAppLogs(counts, { lines: page.events.length });
    await store(joiner.add(page.events));
    readTo = page.readTo;
    unsaved += 1;
    if (!page.more || unsaved < PAGES_BETWEEN_SAVES) return 'go on';
    return (await save(readTo, true)) ? 'go on' : 'stop';
  });
  if (end === 'gone' || end === 'stopped')
    return { group, end: end === 'gone' ? 'gone' : 'another run', counts, resumes: false };
  const isDone = end === 'done';
  await store(joiner.end(epochMs((isDone ? to : readTo) - QUIET_MS)));
  // Where nothing was found on the way, the next run reads in slices, which get on all the same.
  const covered = Math.max(readTo, (kept?.value.resumes && parseTime(kept.value.coveredUntil)) || 0);
  const isSaved = await save(isDone ? to : epochMs(Math.min(covered, to)), !isDone);
  return { group, end: isSaved ? end : 'another run', counts, resumes: !isDone };
}

function beginOf(kept: Checkpoint | undefined, to: EpochMs, { appLogs }: PullDeps): EpochMs {
  const covered = parseTime(kept?.coveredUntil);
  if (covered === undefined) return epochMs(to - appLogs.lookBackMinutes * 60_000);
  const overlap = kept?.resumes ? RESUME_OVERLAP_MS : OVERLAP_MS;
  return epochMs(Math.max(0, Math.min(covered, to) - overlap));
}

const streamsOf = (
  group: string,
  entries: readonly StreamEntry[],
  { accountId, region }: PullDeps,
): readonly StreamEntries[] =>
  [...byStream(entries)].map(([stream, all]) => ({ group, stream, accountId, region, entries: all }));
