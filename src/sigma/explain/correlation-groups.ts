import { type Entry, joinEntries } from '../correlation/entries.ts';
import { firingsOf } from '../correlation/firings.ts';
import { innerParticipant } from '../correlation/inner-participant.ts';
import {
  eventTexts,
  type Participant,
  type Participation,
  participantsOf,
} from '../correlation/participants.ts';
import type { LogSource } from '../log-source.ts';
import { buildEngine, type SigmaEvent } from '../match/engine.ts';
import type { SigmaCorrelation, SigmaRuleSet } from '../rule.ts';
import { type LeftOut, leftOutOf } from './left-out.ts';

/** An event with its time in milliseconds since 1970 and an id of its own. */
export interface IdentifiedEvent {
  readonly at: number;
  /** The same for two deliveries of one event, different for two events. */
  readonly id: string;
  /** For people. */
  readonly eventId: string;
  readonly event: SigmaEvent;
  /** Without one it belongs to every log source. */
  readonly logsource?: LogSource;
}

/** What takes part in one group of a correlation. */
export interface CorrelationGroup {
  readonly values: readonly string[];
  /** In order of time, each once. */
  readonly entries: readonly Entry[];
}

/** What events have to do with one correlation. */
export interface Gathered {
  readonly correlation: SigmaCorrelation;
  readonly groups: readonly CorrelationGroup[];
  /** For each rule that it refers to, in its order: how many events matched it, or how often it fired. */
  readonly matched: readonly number[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Gathers what takes part in a correlation and in those behind it; the last answered is the correlation itself.
 *
 * `set` holds all that they refer to, in the order of `loadRules`.
 */
export function gatherCorrelation(
  set: SigmaRuleSet,
  target: SigmaCorrelation,
  events: readonly IdentifiedEvent[],
): readonly Gathered[] {
  const chain = chainOf(set, target);
  const wanted = new Set(chain.flatMap(({ correlation }) => correlation.rules));
  const engine = buildEngine(set.rules.filter(({ key }) => wanted.has(key)));
  const takers = chain.map(gathering);
  for (const { at, id, eventId, event, logsource } of events) {
    const met = engine.match(event, logsource).map(({ key }) => key);
    if (met.length === 0) continue;
    const who = { at, id, eventId, rules: met, texts: eventTexts(event) };
    for (const taker of takers) taker.offer(who, event);
  }
  // Those behind come first, so what fires is offered before its correlation is asked.
  return takers.map((own) => {
    const gathered = own.gathered();
    // Firings of a flood are many, and nobody listens to those of the last.
    if (wanted.has(gathered.correlation.key))
      for (const firing of firingsIn(gathered)) for (const taker of takers) taker.offer(firing);
    return gathered;
  });
}

/** What a correlation that fires is to those that refer to it. */
function* firingsIn({ correlation, groups }: Gathered): Generator<Participant> {
  for (const { values, entries } of groups)
    for (const firing of firingsOf(correlation.correlation, entries))
      yield innerParticipant(correlation, values, entries, firing);
}

/** A correlation and those that it is made of, these first. */
export function chainOf(
  { correlations }: SigmaRuleSet,
  target: SigmaCorrelation,
): readonly SigmaCorrelation[] {
  const wanted = new Set([target.key]);
  const found = correlations.toReversed().filter(({ key, correlation }) => {
    if (!wanted.has(key)) return false;
    for (const rule of correlation.rules) wanted.add(rule);
    return true;
  });
  return found.reverse();
}

/** Collects what takes part in one correlation. */
function gathering(correlation: SigmaCorrelation) {
  const participations = participantsOf([correlation]);
  const parts = new Map<string, Participation[]>();
  const matched = correlation.correlation.rules.map(() => new Set<string>());
  const leftOut = leftOutOf(correlation.correlation);
  const keep = (part: Participation): void => {
    const key = JSON.stringify(part.group);
    const known = parts.get(key);
    if (known) known.push(part);
    else parts.set(key, [part]);
  };
  return {
    offer: (who: Participant, event?: SigmaEvent): void => {
      const refs = correlation.correlation.rules.flatMap((rule, ref) =>
        who.rules.includes(rule) ? [ref] : [],
      );
      if (refs.length === 0) return;
      for (const ref of refs) matched[ref]?.add(who.id);
      const found = participations(who);
      for (const part of found) keep(part);
      if (found.length === 0) leftOut.add(who, event);
    },
    gathered: (): Gathered => ({
      correlation,
      groups: [...parts.values()].map((list) => ({
        values: list[0]?.group ?? [],
        entries: joinEntries(list.map(({ entry }) => entry)),
      })),
      matched: matched.map(({ size }) => size),
      leftOut: leftOut.all(),
    }),
  };
}
