import { type EpochMs, epochMs } from '../time.ts';
import type { AnomalyChange } from './anomaly.ts';
import type { SeriesMemory } from './metric-state.ts';
import { type BreachChange, takePoint, thresholdMemory } from './threshold.ts';
import type { ThresholdSettings } from './watch-settings.ts';

/** Distances that the interval was confirmed by before a gap counts as missing points. */
const SURE_VOTES = 3;

/** Makes the memory fit the settings; what was open under other ones is closed. */
export function fitThresholds(
  memory: SeriesMemory,
  series: string,
  settings: readonly ThresholdSettings[],
): readonly AnomalyChange[] {
  const fresh = settings.map(thresholdMemory);
  const kept = fresh.map((each) => memory.thresholds.find(({ made }) => made === each.made) ?? each);
  const gone = memory.thresholds.filter((each) => !kept.includes(each));
  memory.thresholds = kept;
  const at = memory.last ?? epochMs(0);
  return gone.flatMap(({ open }) => (open ? [changeOf(series, at, { what: 'closed', breach: open })] : []));
}

/** Compares a point, `null` for a missing one, with each static threshold; a gap before it counts as missing points. */
export function watchThresholds(
  memory: SeriesMemory,
  series: string,
  at: EpochMs,
  value: number | null,
  settings: readonly ThresholdSettings[],
): readonly AnomalyChange[] {
  const changes: AnomalyChange[] = [];
  for (const [index, threshold] of settings.entries()) {
    const state = memory.thresholds[index];
    if (state === undefined) continue;
    for (const time of threshold.missing === 'ignore' ? [] : skippedTimes(memory, at, threshold.n)) {
      const change = takePoint(state, threshold, time, null);
      if (change) changes.push(changeOf(series, time, change));
    }
    const change = takePoint(state, threshold, at, value);
    if (change) changes.push(changeOf(series, at, change));
  }
  return changes.length > 1 ? changes.sort((a, b) => a.at - b.at) : changes;
}

/** Times at which a point should have come since the last one, the first `most` of them. */
function skippedTimes({ last, step }: SeriesMemory, at: EpochMs, most: number): readonly EpochMs[] {
  if (last === null || step.ms === 0 || step.votes < SURE_VOTES) return [];
  const skipped = Math.min(most, Math.round((at - last) / step.ms) - 1);
  return Array.from({ length: Math.max(0, skipped) }, (_, index) => epochMs(last + (index + 1) * step.ms));
}

function changeOf(series: string, at: EpochMs, { what, breach }: BreachChange): AnomalyChange {
  const { start, last, peak, expected, kind } = breach;
  const end = what === 'closed' ? last : undefined;
  return { what, at, anomaly: { series, start, end, peak, expected, score: 1, kind } };
}
