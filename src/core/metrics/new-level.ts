import type { BaselineMemory } from './baseline.ts';
import type { Deviation } from './deviation.ts';
import type { OpenEpisode } from './episode.ts';
import { HOUR_MS } from './hour-ring.ts';
import { takeMedian } from './median.ts';
import { usualRange } from './usual-range.ts';

/** The latest values say where a series is now: three hours of them, but three at least. */
const LATEST = { ms: 3 * HOUR_MS, least: 3 };
/** A level that is nearer to the peak than to what was expected stayed. */
const STAYED_SHARE = 0.5;

/**
 * Says whether an episode that closes does so because its level became the usual one, rather than because the values came
 * back. Values that this hour of the day or week had before are no new level, however far they are from what began it.
 */
export function keepsNewLevel(
  { peak, expected }: OpenEpisode,
  { season, range, local }: BaselineMemory,
  { seasonWeight }: Deviation,
  stepMs: number,
): boolean {
  // In its first days a rise may be the rhythm that is not known yet.
  const isYoung = usualRange(range, season.pick === 'weekly') === undefined;
  if (isYoung || seasonWeight === 0 || peak === expected) return false;
  const latest = Math.max(LATEST.least, Math.round(LATEST.ms / Math.max(stepMs, 1)));
  const level = takeMedian(local.recent.slice(-latest));
  // Forecasts before what was added to them for the new level: the question is where the series would be without it.
  const cycle = season.pick === 'level' ? null : season[season.pick][1];
  return (level - (cycle ?? expected)) / (peak - expected) > STAYED_SHARE;
}
