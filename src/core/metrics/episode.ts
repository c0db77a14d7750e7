import { type EpochMs, epochMs } from '../time.ts';
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
  end: EpochMs;
  /** Time of its latest echo. */
  heard: EpochMs;
  decades: number;
}

const QUIET_MS = 3 * HOUR_MS;
const QUIET_STEPS = 3;
const LONGEST_MS = 24 * HOUR_MS;
const NORMAL_MS = Number(process.env['NM'] ?? 12) * HOUR_MS;
/** For so long after an anomaly only a much stronger one is another; the rest is its echo. */
const ECHO = { ms: 12 * HOUR_MS, decades: 1.5 };
/** Each anomaly of the last two weeks but two raises the limit: who cries often must cry louder. */
const HABIT = { ms: 14 * 24 * HOUR_MS, free: 2, decades: 0.15, most: 40 };
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
  episodes.past.push({ end: open.last, heard: open.last, decades: open.decades });
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
  if (decades <= neededDecades(episodes, at)) {
    const before = episodes.past.at(-1);
    const EX = Number(process.env['EX'] ?? 48) * HOUR_MS;
    if (before && at - before.heard <= ECHO.ms && at - before.end <= EX) before.heard = at;
    return undefined;
  }
  episodes.open = { kind, start: at, last: epochMs(at), peak: value, expected, decades, told: decades, rebased: false };
  return 'opened';
}

function neededDecades(episodes: EpisodesMemory, at: EpochMs): number {
  const recent = episodes.past.filter(({ end }) => at - end <= HABIT.ms);
  episodes.past = recent;
  const habit = HABIT.decades * Math.max(0, recent.length - HABIT.free);
  const before = recent.at(-1);
  const echo = before && at - before.heard <= ECHO.ms ? before.decades + ECHO.decades : 0;
  return Math.max(habit, echo);
}

/** From 0.5 at the limit towards 1: every halving of the probability halves the distance to 1. */
export const scoreOf = (decades: number): number => 1 - 0.5 * 10 ** -Math.min(decades, 12);

/** Whether the open anomaly has just lasted so long that its level is the new normal. */
export function isNewNormal({ open }: EpisodesMemory, at: EpochMs): boolean {
  if (open === null || open.rebased || at - open.start < NORMAL_MS) return false;
  open.rebased = true;
  return true;
}
