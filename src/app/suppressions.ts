import type { WatchedEvent } from '#core/event';
import type { RuleCard } from '#core/match';
import type { EpochMs } from '#core/time';
import type { Suppression } from '#ports/suppression';
import { compileDetection } from '#sigma/detection/detection';
import { suppressionReach } from './suppression-reach.ts';

/** What an entry looks at in an event. */
type Judged = Pick<WatchedEvent, 'record' | 'at'>;

/** How long after its end an entry still covers what happened before. */
const AFTERGLOW_MS = 3_600_000;

/** The entries that are in force, compiled. */
export interface ActiveSuppressions {
  /**
   * Id of the first entry, in file order, that covers this rule on this event and has not expired by `now`: a function
   * stays warm for hours, and an entry must end while it does. For another hour it covers what happened while it was in
   * force: the collector reads its last minutes twice, and an event must not be judged in two ways.
   */
  readonly covering: (rule: RuleCard, event: Judged, now: EpochMs) => string | undefined;
  readonly inForce: readonly Suppression[];
  /** Entries whose time is over: to be reported, never applied. */
  readonly expired: readonly Suppression[];
}

const isNear = ({ expiresAt }: Pick<Suppression, 'expiresAt'>, now: EpochMs): boolean =>
  expiresAt + AFTERGLOW_MS > now;

/** Compiles the entries that are still in force at `now`; the others are only listed. */
export function activeSuppressions(entries: readonly Suppression[], now: EpochMs): ActiveSuppressions {
  const inForce = entries.filter((entry) => entry.expiresAt > now);
  const compiled = entries
    .filter((entry) => isNear(entry, now))
    .map((entry) => ({
      id: entry.id,
      expiresAt: entry.expiresAt,
      rules: entry.rules === 'all' ? undefined : new Set(entry.rules),
      matches: compileDetection(entry.detection),
    }));
  return {
    inForce,
    expired: entries.filter((entry) => entry.expiresAt <= now),
    covering: (rule, event, at) =>
      compiled.find(
        (entry) =>
          (entry.expiresAt > at || (entry.expiresAt > event.at && isNear(entry, at))) &&
          (!entry.rules || entry.rules.has(rule.ruleId) || entry.rules.has(rule.title)) &&
          entry.matches(event.record),
      )?.id,
  };
}

/**
 * Says of each entry what a person should know, with its place: rules that nobody has, which is most likely a typing
 * error, and, while it is in force, that it leaves no alert at all.
 */
export function suppressionWarnings(
  { inForce, expired }: Pick<ActiveSuppressions, 'inForce' | 'expired'>,
  cards: readonly RuleCard[],
): readonly string[] {
  return [
    ...inForce.flatMap((entry) =>
      suppressionReach(entry, cards).coversEverything
        ? [`${entry.place}: WARNING: suppression "${entry.id}" ${EVERYTHING}`]
        : [],
    ),
    ...[...inForce, ...expired].flatMap((entry) => unknownNames(entry, cards)),
  ];
}

const EVERYTHING =
  'covers every event of every rule: nothing is alerted on until it expires. Name rules, or a narrower condition';

function unknownNames(entry: Suppression, cards: readonly RuleCard[]): readonly string[] {
  const { unknown, coversNothing } = suppressionReach(entry, cards);
  if (!coversNothing) return unknown.map((name) => `${entry.place}: no rule is called "${name}"`);
  const names = unknown.map((name) => `"${name}"`).join(' or ');
  return [`${entry.place}: suppression "${entry.id}" covers nothing: no rule is called ${names}`];
}
