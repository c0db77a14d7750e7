import { canonicalJson } from './canonical-json.ts';
import { cutText } from './cut.ts';
import { parseTime } from './time.ts';

/** The lines around the earliest error of its kind. */
export interface LogContext {
  readonly kind: 'log';
  /** When the error was written; the earliest context of a finding is kept. ISO 8601 UTC. */
  readonly at: string;
  readonly group: string;
  readonly stream: string;
  readonly fingerprint: string;
  /** What the messages of this kind have in common; `<*>` stands for what differs. */
  readonly template: string;
  /** As the log says it, or `''`. */
  readonly level: string;
  /** The first lines around it, in their order: at most `MAX_LINES`, each cut. Secrets are masked already. */
  readonly lines: readonly string[];
  /** Where the console shows it. */
  readonly link?: string;
}

/** A piece of a metric with what was expected of it. */
export interface MetricContext {
  readonly kind: 'metric';
  /** Time of the newest point; the newest context of a finding is kept. ISO 8601 UTC. */
  readonly at: string;
  readonly series: string;
  /** As CloudWatch names it, such as `Percent`; `''` where it is not known. */
  readonly unit: string;
  readonly start: string;
  /** Absent while it lasts. */
  readonly end?: string;
  readonly peak: number;
  readonly expected: number;
  /** 0 to 1. */
  readonly score: number;
  /** Seconds between points. */
  readonly step: number;
  /** At most `MAX_POINTS`, the newest last; `null` where there was none. */
  readonly points: readonly (number | null)[];
  /** The expected band, point by point. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** What a finding shows besides its events. */
export type FindingContext = LogContext | MetricContext;

/** Lines that a context keeps, and UTF-8 bytes of each. */
export const MAX_LINES = 20;
const MAX_LINE_BYTES = 500;
/** Points of a metric that a context keeps. */
export const MAX_POINTS = 120;

/** What a table takes: DynamoDB refuses what is nearer to 0 than 1e-130 or further away than 1e126. */
const NUMBERS = { least: 1e-120, most: 1e120 };

/** A number as every store keeps it: nothing too small, too large, or none at all (then 0). */
export function storableNumber(value: number): number {
  if (Number.isNaN(value) || Math.abs(value) < NUMBERS.least) return 0;
  return Math.max(-NUMBERS.most, Math.min(NUMBERS.most, value));
}

const storablePoints = (points: readonly (number | null)[]): readonly (number | null)[] =>
  points
    .slice(-MAX_POINTS)
    .map((value) => (value === null || Number.isNaN(value) ? null : storableNumber(value)));

/** Bounds a context: a finding must stay far below the size of an item. */
export function boundedContext(context: FindingContext): FindingContext {
  if (context.kind === 'log') {
    return {
      ...context,
      group: cutText(context.group, 512),
      stream: cutText(context.stream, 512),
      template: cutText(context.template, 1024),
      level: cutText(context.level, 32),
      lines: context.lines.slice(0, MAX_LINES).map((line) => cutText(line, MAX_LINE_BYTES)),
      ...(context.link === undefined ? {} : { link: cutText(context.link, 2048) }),
    };
  }
  const { low, high } = context;
  return {
    ...context,
    series: cutText(context.series, 1024),
    unit: cutText(context.unit, 64),
    peak: storableNumber(context.peak),
    expected: storableNumber(context.expected),
    score: storableNumber(context.score),
    points: storablePoints(context.points),
    ...(low === undefined ? {} : { low: storablePoints(low) }),
    ...(high === undefined ? {} : { high: storablePoints(high) }),
  };
}

/**
 * Chooses between two contexts of one finding: of a log the earliest, of a metric the newest, so that the order of
 * arrival changes nothing. Of two of one instant, the one whose canonical JSON sorts first (stores keep attributes in any order).
 */
export function mergeContext(
  known: FindingContext | undefined,
  next: FindingContext | undefined,
): FindingContext | undefined {
  if (known === undefined || next === undefined) return known ?? next;
  if (known.at === next.at) return canonicalJson(next) < canonicalJson(known) ? next : known;
  const nextIsLater = (parseTime(next.at) ?? 0) > (parseTime(known.at) ?? 0);
  return nextIsLater === (known.kind === 'metric') ? next : known;
}
