import type { EpochMs } from '../time.ts';
import type { AnomalyKind } from './anomaly.ts';
import type { Evidence } from './evidence.ts';
import { HOUR_MS } from './hour-ring.ts';

/** An anomaly that is open. */
export interface OpenEpisode {
  kind: AnomalyKind;
  start: EpochMs;
  /** Time of the latest point that was out of the ordinary. */
  last: EpochMs;
  peak: number;
  expected: number;
  decades: number;
  /** Strength that was last told. */
  told: number;
  /** It lasted so long that its level was taken for the new normal. */
  rebased: boolean;
}

/** The open anomaly and the ones before it. */
export interface EpisodesMemory {
  open: OpenEpisode | null;
  past: PastEpisode[];
}

/** An anomaly that is over. */
export interface PastEpisode {
  start: EpochMs;
  end: EpochMs;
  /** Time of its latest echo. */
  heard: EpochMs;
  decades: number;
  rebased: boolean;
}

const QUIET_MS = 3 * HOUR_MS;
const QUIET_STEPS = 3;
const LONGEST_MS = 24 * HOUR_MS;
/** What lasts so long is the new normal: the season moves to it, so that a shift is told once. */
const NORMAL_MS = 12 * HOUR_MS;
/** For so long after an anomaly only a much stronger one is another; the rest is its echo, and echoes prolong that. */
const ECHO = { ms: 6 * HOUR_MS, shiftMs: 24 * HOUR_MS, longestMs: 24 * HOUR_MS, decades: 1.5 };
/** Each anomaly of the last two weeks but two raises the limit: who cries often must cry louder. */
const HABIT = { ms: 14 * 24 * HOUR_MS, free: 2, decades: 0.05, restless: 6, most: 40 };
/** An update is told when the peak got this much rarer. */
const TELL_DECADES = 0.5;

/** No anomalies. */
export const episodesMemory = (): EpisodesMemory => ({ open: null, past: [] });

/** Closes the open anomaly if it was quiet for long enough, or lasts so long that it is the new normal. */
export function closeQuiet(episodes: EpisodesMemory, at: EpochMs, stepMs: number): OpenEpisode | undefined {
  const { open } = episodes;
  if (open === null) return undefined;
  const quiet = at - open.last > Math.max(QUIET_MS, QUIET_STEPS * stepMs);
  if (!quiet && at - open.start <= LONGEST_MS) return undefined;
  episodes.open = null;
  const { start, last, decades, rebased } = open;
  episodes.past.push({ start, end: last, heard: last, decades, rebased });
  if (episodes.past.length > HABIT.most) episodes.past.shift();
  return open;
}

/** Opens an anomaly or continues the open one; says what has to be told, if anything. */
export function continueOrOpen(
  episodes: EpisodesMemory,
  at: EpochMs,
  value: number,
  expected: number,
  evidence: Evidence,
): 'opened' | 'updated' | undefined {
  if (evidence.decades <= 0) return undefined;
  const { open } = episodes;
  if (open === null) return openEpisode(episodes, at, value, expected, evidence);
  open.last = at;
  if (evidence.decades <= open.decades) return undefined;
  Object.assign(open, { peak: value, expected, decades: evidence.decades });
  if (open.decades < open.told + TELL_DECADES) return undefined;
  open.told = open.decades;
  return 'updated';
}

function openEpisode(
  episodes: EpisodesMemory,
  at: EpochMs,
  value: number,
  expected: number,
  { decades, kind }: Evidence,
): 'opened' | undefined {
  episodes.past = recentEpisodes(episodes, at);
  const before = episodes.past.at(-1);
  // A spike at the edge of a shift, and the shift that shows hours later, are one story.
  const echoMs = kind === 'shift' ? ECHO.shiftMs : ECHO.ms;
  const isEcho = before !== undefined && at - before.heard <= echoMs;
  const habit = HABIT.decades * Math.max(0, episodes.past.length - HABIT.free);
  if (decades <= Math.max(habit, isEcho ? before.decades + ECHO.decades : 0)) {
    if (isEcho && at - before.end <= ECHO.longestMs) before.heard = at;
    return undefined;
  }
  episodes.open = {
    kind,
    start: at,
    last: at,
    peak: value,
    expected,
    decades,
    told: decades,
    rebased: false,
  };
  return 'opened';
}

/** The anomalies of the last two weeks. */
function recentEpisodes({ past }: EpisodesMemory, at: EpochMs): PastEpisode[] {
  return past.some(({ end }) => at - end > HABIT.ms) ? past.filter(({ end }) => at - end <= HABIT.ms) : past;
}

/** Whether anomalies come so often that they have to be learnt, not told. */
export const isRestless = (episodes: EpisodesMemory, at: EpochMs): boolean =>
  episodes.past.length > HABIT.restless && recentEpisodes(episodes, at).length > HABIT.restless;

/** From 0.5 at the limit towards 1: every halving of the probability halves the distance to 1. */
export const scoreOf = (decades: number): number => 1 - 0.5 * 10 ** -Math.min(decades, 12);

/** Whether an anomaly has just lasted so long, its echoes included, that its level is the new normal. */
export function isNewNormal({ open, past }: EpisodesMemory, at: EpochMs): boolean {
  const before = past.at(-1);
  const present = open ?? (before?.heard === at ? before : undefined);
  if (present === undefined || present.rebased || at - present.start < NORMAL_MS) return false;
  present.rebased = true;
  return true;
}
