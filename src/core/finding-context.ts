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
    points: context.points.slice(-MAX_POINTS),
    ...(low === undefined ? {} : { low: low.slice(-MAX_POINTS) }),
    ...(high === undefined ? {} : { high: high.slice(-MAX_POINTS) }),
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
