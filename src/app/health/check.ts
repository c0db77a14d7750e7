import type { Fact, Unlearnt } from '#ports/health';

/** `warning`: works, and could be better. `problem`: does not do its work. `unknown`: could not be looked at. */
export type HealthState = 'ok' | 'warning' | 'problem' | 'unknown';

/** What one check found. Texts are for people and not escaped: names in them were written by others. */
export interface HealthCheck {
  /** What was checked, as a few words that stay the same: `subscriptions`. */
  readonly check: string;
  /** Which one of several: a topic, a log group, a door; empty where there is one only. */
  readonly subject: string;
  readonly state: HealthState;
  readonly found: string;
  readonly expected: string;
  /** What to do; empty when nothing is. */
  readonly todo: string;
}

/** Names a check and its subject: the same problem has the same id in every run. */
export const idOf = ({ check, subject }: Pick<HealthCheck, 'check' | 'subject'>): string =>
  subject === '' ? check : `${check}: ${subject}`;

/** What a check is about, before it is known how it went. */
export interface Question {
  readonly check: string;
  readonly subject?: string;
  readonly expected: string;
}

/** Makes an answer to a question. */
export const answer = (
  { check, subject = '', expected }: Question,
  state: HealthState,
  found: string,
  todo = '',
): HealthCheck => ({ check, subject, state, found, expected, todo });

/** Asks further only when the fact is known; otherwise the answer is `unknown`, with the permission to grant. */
export function whenKnown<T>(
  question: Question,
  fact: Fact<T>,
  then: (value: T) => HealthCheck | readonly HealthCheck[],
): readonly HealthCheck[] {
  if (!fact.ok) return [answer(question, 'unknown', unlearntText(fact.error), todoOf(fact.error))];
  const checks = then(fact.value);
  return Array.isArray(checks) ? checks : [checks as HealthCheck];
}

const unlearntText = ({ permission, reason, isRefused }: Unlearnt): string =>
  isRefused ? `${permission} is not allowed (${reason})` : `${permission} failed (${reason})`;

const todoOf = ({ permission, isRefused }: Unlearnt): string =>
  isRefused ? `Grant ${permission} to whoever asks.` : 'Look again in a few minutes.';
