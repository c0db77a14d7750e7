import { correlator } from '../correlation/correlator.ts';
import { eventTexts, participantsOf } from '../correlation/participants.ts';
import { type LoadReport, loadRules } from '../load/load.ts';
import { buildEngine } from '../match/engine.ts';
import type { RuleHead, SigmaRule } from '../rule.ts';
import type { SigmaCase, TimedEvent } from './sigma-case.ts';

/** What rules made of a case. */
export interface CaseOutcome {
  /** Why rules were refused; absent where all were loaded. */
  readonly error?: string;
  /** Why there is nothing to judge although every rule was loaded. */
  readonly missing?: string;
  /** Whether the rule that counts raised an alert; absent where it could not be run. */
  readonly match?: boolean;
  /** Place of the event that completes the first match by event time. */
  readonly firstMatch?: number;
  /** Place of the event with whose arrival there is a match, where that is another one: events came out of order. */
  readonly firstOnArrival?: number;
}

/** Loads the rules of a case and runs them on its events. Never throws for what a case holds. */
export function runCase(one: SigmaCase): CaseOutcome {
  const loaded = loadRules([{ file: 'rule', text: one.rule }], { placeholders: one.placeholders });
  const refused = loaded.documents.filter(({ state }) => state !== 'loaded');
  const error = refused.map(
    ({ line, column, code, message }) => `line ${line}, column ${column}: ${code} ${message}`,
  );
  const refusal = error.length === 0 ? {} : { error: error.join('\n') };
  const counted = countedRules(loaded, one.target);
  const isThere = counted.length > 0 && (one.target !== undefined || error.length === 0);
  if (!isThere) return error.length > 0 ? refusal : { missing: missingText(loaded, one.target) };
  const alerting = new Set(counted.filter(({ silent }) => !silent).map(({ key }) => key));
  const firstMatch = firstMatchIn(arrivals(loaded, one), { loaded, alerting });
  return { ...refusal, match: firstMatch !== undefined, ...firstMatch };
}

/** Those with the title; where there is none, the one with that name or id. Without a target, all. */
function countedRules({ rules, correlations }: LoadReport, target: string | undefined) {
  const all: readonly (RuleHead & Pick<SigmaRule, 'silent'>)[] = [...rules, ...correlations];
  if (target === undefined) return all;
  const titled = all.filter(({ title }) => title === target);
  return titled.length > 0 ? titled : all.filter(({ name, id }) => name === target || id === target);
}

const missingText = ({ documents }: LoadReport, target: string | undefined): string =>
  target === undefined
    ? 'the text holds no rule'
    : `no rule has the title ${JSON.stringify(target)}; there are ${documents.map(({ title }) => JSON.stringify(title)).join(', ') || 'none'}`;

interface Arrived extends TimedEvent {
  /** In order of arrival, from 0. */
  readonly place: number;
  /** Keys of the rules that it matches. */
  readonly met: readonly string[];
}

function arrivals({ rules }: LoadReport, { events, logsource }: SigmaCase): readonly Arrived[] {
  const engine = buildEngine(rules);
  return events.map(({ at, event }, place) => {
    return { at, event, place, met: engine.match(event, logsource).map(({ key }) => key) };
  });
}

/** The rules, and the keys of those whose alerts count. */
interface Counted {
  readonly loaded: LoadReport;
  readonly alerting: ReadonlySet<string>;
}

const byTime = (a: Arrived, b: Arrived): number => a.at - b.at || a.place - b.place;

/** Which event completes the first match: by time, and where events come out of order also by arrival. */
function firstMatchIn(
  arrived: readonly Arrived[],
  counted: Counted,
): Pick<CaseOutcome, 'firstMatch' | 'firstOnArrival'> | undefined {
  const inTime = arrived.toSorted(byTime);
  const meets = ({ met }: Arrived): boolean => met.some((key) => counted.alerting.has(key));
  const [first] = [inTime.find(meets), completing(inTime, counted)]
    .filter((event) => event !== undefined)
    .sort(byTime);
  if (!first) return undefined;
  const firstMatch = first.place;
  if (inTime.every(({ place }, index) => place === index)) return { firstMatch };
  const firstOnArrival = arrived.findIndex(
    (event, index) => meets(event) || firstFiring(arrived.slice(0, index + 1), counted) !== undefined,
  );
  return { firstMatch, ...(firstOnArrival === firstMatch ? {} : { firstOnArrival }) };
}

/**
 * The event with which a correlation first holds. Of several at that instant it is the first that is enough, in order of
 * arrival.
 */
function completing(inTime: readonly Arrived[], counted: Counted): Arrived | undefined {
  const at = firstFiring(inTime, counted);
  if (at === undefined) return undefined;
  const before = inTime.filter((event) => event.at < at);
  const then = inTime.filter((event) => event.at === at);
  const enough = then.find(
    (_, index) => firstFiring([...before, ...then.slice(0, index + 1)], counted) === at,
  );
  return enough ?? then.at(-1);
}

/** The instant at which a correlation that counts first holds. */
function firstFiring(events: readonly Arrived[], { loaded, alerting }: Counted): number | undefined {
  const { correlations } = loaded;
  if (!correlations.some(({ key }) => alerting.has(key))) return undefined;
  const participations = participantsOf(correlations);
  const joined = correlator(correlations);
  for (const { at, event, place, met } of events) {
    const who = { at, id: String(place), rules: met, texts: eventTexts(event) };
    for (const participation of participations(who)) joined.add(participation);
  }
  const fired = joined.matches().filter(({ rule }) => alerting.has(rule.key));
  return fired.length === 0 ? undefined : Math.min(...fired.map(({ firedAt }) => firedAt));
}
