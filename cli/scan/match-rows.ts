import type { CorrelationHit } from '#app/scan-correlations';
import type { Match } from '#core/match';
import { epochMs, isoFromMs } from '#core/time';

/** One match of one event as machines read it. */
export interface MatchRow {
  readonly type: 'event';
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly severity: string;
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly sourceIp: string;
  readonly file: string;
}

/** What a correlation found, as machines read it: one for each episode. */
export interface CorrelationRow {
  readonly type: 'correlation';
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly severity: string;
  /** In the order of the rule's `group-by`. */
  readonly group: Readonly<Record<string, string>>;
  /** Distinct events. */
  readonly count: number;
  readonly firstEventTime: string;
  readonly lastEventTime: string;
  readonly eventIds: readonly string[];
}

/** A row of either kind. */
export type ScanRow = { readonly type: 'event' | 'correlation' } & Partial<Omit<MatchRow, 'type'>> &
  Partial<Omit<CorrelationRow, 'type'>>;

/** The keys of an event in `scan --output matches`, in this order: a promise to whoever parses it. */
export const MATCH_KEYS = [
  'type',
  'ruleId',
  'ruleTitle',
  'severity',
  'eventId',
  'eventTime',
  'eventSource',
  'eventName',
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'file',
] as const satisfies readonly (keyof MatchRow)[];

/** Columns of CSV, for both: those of an event, then what only correlations have. */
export const ROW_KEYS = [
  ...MATCH_KEYS,
  'group',
  'count',
  'firstEventTime',
  'lastEventTime',
  'eventIds',
] as const satisfies readonly (keyof ScanRow)[];

/** Prints one rule on one event; `eventTime` is `''` where the record has no usable one. */
export const matchRow = ({ rule, event }: Match, file: string): MatchRow => ({
  type: 'event',
  ruleId: rule.ruleId,
  ruleTitle: rule.title,
  severity: rule.severity,
  eventId: event.eventId,
  eventTime: event.timeNote === 'missing' ? '' : isoFromMs(event.at),
  eventSource: event.eventSource,
  eventName: event.eventName,
  accountId: event.accountId,
  region: event.region,
  principal: event.principal,
  sourceIp: event.sourceIp,
  file,
});

/** Prints one episode of a correlation; times are `''` where its records have no usable one. */
export const correlationRow = ({ rule, found }: CorrelationHit): CorrelationRow => ({
  type: 'correlation',
  ruleId: rule.ruleId,
  ruleTitle: rule.title,
  severity: rule.severity,
  group: found.group,
  count: found.count,
  firstEventTime: instantText(found.firstAt),
  lastEventTime: instantText(found.lastAt),
  eventIds: found.eventIds,
});

/** The same as a line of CSV: account and principal, which it has columns for, where all of its events agree. */
export const correlationCells = (hit: CorrelationHit): ScanRow => ({ ...correlationRow(hit), ...hit.owner });

/** What has no usable time counts as of 1970. */
const instantText = (at: number): string => (at === 0 ? '' : isoFromMs(epochMs(at)));
