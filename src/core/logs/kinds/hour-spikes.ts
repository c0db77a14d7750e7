import { countAt, countsBefore, firstOpen, type HourCounts } from './hour-counts.ts';
import { type Unusual, unusual } from './spike.ts';

/** An hour is a spike from so many events and so many robust standard deviations above what is expected. */
export interface SpikeRule {
  readonly least: number;
  readonly score: number;
}

/** Hours that follow each other and are spikes; with what the worst of the open ones says. */
export interface SpikeRun extends Unusual {
  readonly from: number;
  readonly last: number;
  readonly count: number;
}

interface SpikeHour extends Unusual {
  readonly count: number;
}

function spikeAt(hours: HourCounts, hour: number, rule: SpikeRule): SpikeHour | undefined {
  const count = countAt(hours, hour);
  if (count < rule.least || count === 0) return undefined;
  const found = unusual(count, countsBefore(hours, hour));
  return found && found.score >= rule.score ? { count, ...found } : undefined;
}

/**
 * Judges the hours that close once `newest` has an event, one last time. Returns the hour in which the spike began
 * that reaches from them into the open ones, if one does; `before` is that of the hours closed so far.
 */
export function spikeIntoOpen(
  hours: HourCounts,
  newest: number,
  before: number | undefined,
  rule: SpikeRule,
): number | undefined {
  let from = before;
  // Behind the newest hour there are no events yet: a longer silence ends every spike.
  const until = Math.min(firstOpen({ newest }), hours.newest + 2);
  for (let hour = firstOpen(hours); hour < until; hour += 1) {
    from = spikeAt(hours, hour, rule) ? (from ?? hour) : undefined;
  }
  return from;
}

/** Spikes that reach into the open hours, oldest first. `intoOpen` is what `spikeIntoOpen` said. */
export function openSpikes(
  hours: HourCounts,
  intoOpen: number | undefined,
  rule: SpikeRule,
): readonly SpikeRun[] {
  const found: SpikeRun[] = [];
  let run: SpikeRun | undefined;
  for (let hour = firstOpen(hours); hour <= hours.newest; hour += 1) {
    const spike = spikeAt(hours, hour, rule);
    if (!spike && run) found.push(run);
    const isFirst = hour === firstOpen(hours);
    run = spike && longer(run, (isFirst ? intoOpen : undefined) ?? hour, hour, spike);
  }
  return run ? [...found, run] : found;
}

function longer(run: SpikeRun | undefined, from: number, last: number, spike: SpikeHour): SpikeRun {
  const worst = run && run.score >= spike.score ? run : spike;
  const { count, expected, score } = worst;
  return { from: run?.from ?? from, last, count, expected, score };
}
