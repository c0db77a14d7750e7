import { type CorrelationMatch, correlator } from '../correlation/correlator.ts';
import { eventTexts, participantsOf } from '../correlation/participants.ts';
import type { LogSource } from '../log-source.ts';
import { buildEngine as buildMatcher, type EngineOptions, type SigmaEvent } from '../match/engine.ts';
import { isRecord } from '../match/event-values.ts';
import { found } from '../problems.ts';
import type { SigmaCorrelation, SigmaRule, SigmaRuleSet } from '../rule.ts';
import { instantOf } from '../text/timestamps.ts';
import { idOfEvent, timeOfEvent } from './event-time.ts';

/** How events are read for correlations. */
export interface CorrelateOptions {
  /**
   * When an event happened: ISO 8601 text (UTC where it names no offset), seconds since 1970, or milliseconds since 1970
   * when the number has 13 digits. `undefined`, or a text that is no instant: the event has no time.
   *
   * @default the first of `eventTime`, `@timestamp` and `timestamp` that holds such a time
   */
  readonly time?: (event: SigmaEvent) => number | string | undefined;
  /**
   * What tells events apart: an event that comes twice counts once.
   *
   * @default the text in `eventID`; where there is none, the place of the event in the order of arrival, so that each counts
   */
  readonly id?: (event: SigmaEvent) => string | undefined;
  /** Where the events come from, as for `match`. @default every log source */
  readonly logsource?: LogSource | ((event: SigmaEvent) => LogSource | undefined);
  /**
   * Gets each event that a correlation asks about and that has no time. Windows are windows of time, so it takes part in none.
   *
   * @default such events are left out
   */
  readonly onUntimed?: (event: SigmaEvent) => void;
}

/** Correlates events as they come. */
export interface Correlating {
  /** Takes an event in and answers the rules that it matches, as `match` does. Any order will do. */
  add(event: SigmaEvent): readonly SigmaRule[];
  /** Answers what the events so far come to, as `correlate` does. */
  matches(): readonly CorrelationMatch[];
}

/** Rules and correlations, ready for events. */
export interface Engine extends SigmaRuleSet {
  /**
   * Lists the rules that an event matches, in the order of the rule set.
   *
   * Silent rules are among them: those that a correlation speaks for, which raise no alert of their own. Leave them out where you
   * alert: `engine.match(event).filter(({ silent }) => !silent)`.
   *
   * @param event a decoded record, or a line of text. Its lists and objects are looked into; it is not changed.
   * @param logsource where the event comes from. A rule applies when all that it says of its log source is equal; without
   * this argument every rule does.
   * @throws TypeError or RangeError for what `JSON.parse` never gives: objects that contain themselves, or nesting of thousands
   * of levels.
   *
   * @example
   * ```ts
   * import { buildEngine, loadRules } from 'trailhound/sigma';
   *
   * const text = `
   * title: Trail stopped
   * logsource: { product: aws, service: cloudtrail }
   * detection:
   *   stop: { eventName: [StopLogging, DeleteTrail] }
   *   condition: stop
   * `;
   * const engine = buildEngine(loadRules([{ file: 'trail.yml', text }]));
   * const cloudtrail = { product: 'aws', service: 'cloudtrail' };
   *
   * console.log(engine.match({ eventName: 'StopLogging' }, cloudtrail).map(({ title }) => title)); // [ 'Trail stopped' ]
   * console.log(engine.match({ eventName: 'StopLogging' }, { product: 'windows' })); // []
   * ```
   */
  match(event: SigmaEvent, logsource?: LogSource): readonly SigmaRule[];
  /**
   * Finds what correlations make of events: in the order of the correlations, then of their groups, then of time.
   *
   * The time of the events counts and not their order. Windows slide; firings of one group whose windows overlap are one match.
   * Silent correlations are left out: those that another correlation speaks for.
   *
   * @example
   * ```ts
   * import { buildEngine, loadRules } from 'trailhound/sigma';
   *
   * const text = `
   * title: Sign-in failed
   * name: failed
   * logsource: { category: authentication }
   * detection: { it: { outcome: failure }, condition: it }
   * ---
   * title: Three failed sign-ins
   * correlation:
   *   type: event_count
   *   rules: [failed]
   *   group-by: [user]
   *   timespan: 10m
   *   condition: { gte: 3 }
   * `;
   * const engine = buildEngine(loadRules([{ file: 'failed.yml', text }]));
   * const at = (minute: number) => ({ user: 'ada', outcome: 'failure', timestamp: `2026-01-05T09:0${minute}:00Z` });
   *
   * for (const { group, count } of engine.correlate([at(4), at(0), at(2)]))
   *   console.log(group.user, count); // ada 3
   * ```
   */
  correlate(events: Iterable<SigmaEvent>, options?: CorrelateOptions): readonly CorrelationMatch[];
  /** Starts to correlate events that come one by one, or are too many to hold. Keeps what correlations need, and no events. */
  correlator(options?: CorrelateOptions): Correlating;
}

/**
 * Makes an engine of what `loadRules` loaded, or of the same as it came back from JSON. Fast: rules are compiled when they are
 * first needed.
 *
 * @throws TypeError for what `loadRules` did not make
 */
export function buildEngine(ruleSet: SigmaRuleSet, options: EngineOptions = {}): Engine {
  checkRuleSet(ruleSet);
  const { rules, correlations } = ruleSet;
  const { match } = buildMatcher(rules, options);
  const start = (reading: CorrelateOptions = {}): Correlating => correlating(match, correlations, reading);
  return {
    ...{ rules, correlations, match },
    correlator: start,
    correlate: (events, reading) => {
      const { add, matches } = start(reading);
      for (const event of events) add(event);
      return matches();
    },
  };
}

/** Callers without types bring the list alone, or nothing. */
function checkRuleSet(given: unknown): void {
  const isWhole = isRecord(given) && Array.isArray(given['rules']) && Array.isArray(given['correlations']);
  if (isWhole) return;
  const what = isRecord(given) ? `one with ${Object.keys(given).join(', ') || 'nothing'}` : found(given);
  throw new TypeError(
    `buildEngine: expected what loadRules answers, an object with the lists rules and correlations, found ${what}`,
  );
}

function correlating(
  match: Engine['match'],
  correlations: readonly SigmaCorrelation[],
  { time, id = idOfEvent, logsource, onUntimed = () => undefined }: CorrelateOptions,
): Correlating {
  const { add, matches } = correlator(correlations);
  const participations = participantsOf(correlations);
  const wanted = new Set(correlations.flatMap(({ correlation }) => correlation.rules));
  const instant = time ? (event: SigmaEvent) => instantOf(time(event)) : timeOfEvent;
  let arrived = 0;
  return {
    matches,
    add: (event) => {
      arrived += 1;
      const matched = match(event, typeof logsource === 'function' ? logsource(event) : logsource);
      const rules = matched.flatMap(({ key }) => (wanted.has(key) ? [key] : []));
      if (rules.length === 0) return matched;
      const at = instant(event);
      if (at === undefined) onUntimed(event);
      else
        participations({ at, id: id(event) ?? `#${arrived}`, rules, texts: eventTexts(event) }).forEach(add);
      return matched;
    },
  };
}
