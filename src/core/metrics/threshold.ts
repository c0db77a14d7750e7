import type { EpochMs } from '../time.ts';
import type { AnomalyKind } from './anomaly.ts';
import type { ThresholdSettings } from './watch-settings.ts';

/** What one static threshold remembers. */
export interface ThresholdMemory {
  /** The settings it was made for: with others it starts anew. */
  made: string;
  /** The last N points that count, oldest first. */
  window: Breach[];
  open: OpenBreach | null;
}

/** How one point stood. */
export interface Breach {
  at: EpochMs;
  /** `missing`: nothing was measured, and that counts as a breach. */
  state: 'good' | 'bad' | 'missing';
  value: number | null;
}

/** A breach that is open. */
export interface OpenBreach {
  kind: AnomalyKind;
  start: EpochMs;
  last: EpochMs;
  peak: number;
  expected: number;
  told: number;
}

/** What a point changed. */
export interface BreachChange {
  readonly what: 'opened' | 'updated' | 'closed';
  readonly breach: OpenBreach;
}

/** An update is told when the peak is this many times further out. */
const TELL_TIMES = 1.5;

/** A threshold that has seen nothing. */
export const thresholdMemory = (settings: ThresholdSettings): ThresholdMemory => ({
  made: JSON.stringify(settings),
  window: [],
  open: null,
});

/**
 * Takes one point; `null` is a missing one. Opens when M of the last N points breach, closes when fewer do; while it is
 * open a point breaches until it is back at `clear`. Evaluation as CloudWatch alarms do it: "Using Amazon CloudWatch
 * alarms", sections on evaluating an alarm and on missing data; there is no hysteresis there.
 */
export function takePoint(
  memory: ThresholdMemory,
  settings: ThresholdSettings,
  at: EpochMs,
  value: number | null,
): BreachChange | undefined {
  if (value === null && settings.missing === 'ignore') return undefined;
  const state = stateOf(settings, value, memory.open !== null);
  memory.window.push({ at, state, value });
  if (memory.window.length > settings.n) memory.window.shift();
  const bad = memory.window.filter((each) => each.state !== 'good');
  if (memory.open === null) return bad.length < settings.m ? undefined : open(memory, settings, bad);
  if (bad.length < settings.m) return close(memory, memory.open);
  return state === 'good' ? undefined : extend(memory.open, at, value, settings);
}

function stateOf(settings: ThresholdSettings, value: number | null, isOpen: boolean): Breach['state'] {
  if (value === null) return settings.missing === 'breaching' ? 'missing' : 'good';
  const { above, below, clear } = settings;
  // One `clear` serves the limit from which it leads back: below an upper one, above a lower one.
  const back = isOpen ? clear : undefined;
  const isHigh = above !== undefined && value > Math.min(above, back ?? above);
  const isLow = below !== undefined && value < Math.max(below, back ?? below);
  return isHigh || isLow ? 'bad' : 'good';
}

function open(memory: ThresholdMemory, settings: ThresholdSettings, bad: readonly Breach[]): BreachChange {
  const [first] = bad;
  const start = first?.at ?? (0 as EpochMs);
  const measured = bad.filter((each) => each.value !== null);
  const expected = limitFor(settings, measured[0]?.value ?? null);
  const breach: OpenBreach = {
    kind: measured.length === 0 ? 'missing' : 'threshold',
    start,
    last: bad.at(-1)?.at ?? start,
    peak: expected,
    expected,
    told: 0,
  };
  for (const { value } of measured) reach(breach, value, settings);
  breach.told = Math.abs(breach.peak - breach.expected);
  memory.open = breach;
  return { what: 'opened', breach: { ...breach } };
}

function extend(
  breach: OpenBreach,
  at: EpochMs,
  value: number | null,
  settings: ThresholdSettings,
): BreachChange | undefined {
  breach.last = at;
  reach(breach, value, settings);
  const away = Math.abs(breach.peak - breach.expected);
  if (away <= breach.told * TELL_TIMES) return undefined;
  breach.told = away;
  return { what: 'updated', breach: { ...breach } };
}

function close(memory: ThresholdMemory, breach: OpenBreach): BreachChange {
  memory.open = null;
  return { what: 'closed', breach };
}

/** Moves the peak on. While a breach waits to clear, values may lie on the good side of the limit: no peak there. */
function reach(breach: OpenBreach, value: number | null, { above }: ThresholdSettings): void {
  if (value === null) return;
  const further = breach.expected === above ? value > breach.peak : value < breach.peak;
  if (further) breach.peak = value;
}

/** The limit that a value broke; of a missing value the only one there is. */
function limitFor({ above, below }: ThresholdSettings, value: number | null): number {
  if (above !== undefined && (below === undefined || (value !== null && value > above))) return above;
  return below ?? above ?? 0;
}
