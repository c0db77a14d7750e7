import type { Match } from '#core/match';
import { isoFromMs } from '#core/time';

/** One match as machines read it. */
export interface MatchRow {
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

/** The keys of `scan --output matches`, in this order: a promise to whoever parses it. */
export const MATCH_KEYS = [
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

/** Prints one rule on one event; `eventTime` is `''` where the record has no usable one. */
export const matchRow = ({ rule, event }: Match, file: string): MatchRow => ({
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
