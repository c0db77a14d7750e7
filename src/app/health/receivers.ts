import { type EpochMs, isoFromMs, parseTime } from '#core/time';
import type { Fact, TopicFacts } from '#ports/health';
import { type RememberedReceivers, receiverOf } from './check-topic.ts';

/** Whoever removed a subscription on purpose is reminded for so long. */
const MISSED_MS = 3 * 86_400_000;
/** A list in a state item stays small; more receivers than that are not watched one by one. */
const MOST_REMEMBERED = 500;

/**
 * Brings the memory of a topic's receivers up to date: who is confirmed is remembered, who was and is not any more is
 * missed for three days and then forgotten. When the topic could not be looked at, nothing changes.
 */
export function rememberReceivers(
  before: RememberedReceivers,
  fact: Fact<TopicFacts>,
  now: EpochMs,
): RememberedReceivers {
  if (!fact.ok) return before;
  const present = fact.value.subscriptions.filter(({ state }) => state !== 'deleted').map(receiverOf);
  const confirmed = fact.value.subscriptions.filter(({ state }) => state === 'confirmed').map(receiverOf);
  const missed = Object.entries(before)
    .filter(([receiver]) => !present.includes(receiver))
    .map(([receiver, { goneSince }]) => [receiver, { goneSince: goneSince ?? isoFromMs(now) }] as const)
    .filter(([, { goneSince }]) => now - (parseTime(goneSince) ?? 0) < MISSED_MS);
  const here = confirmed.map((receiver) => [receiver, {}] as const);
  return Object.fromEntries([...missed, ...here].slice(0, MOST_REMEMBERED));
}
