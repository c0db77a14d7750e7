import type { Known } from '#core/digest-report/make-digest';
import type { Fact } from '#ports/health';

const REFUSED = /AccessDenied|Unauthorized|NotAuthorized|Forbidden/;

/**
 * Asks for something that a digest can do without: a missing permission is said in its place.
 *
 * Anything else that goes wrong is thrown: it passes, and a repetition makes the whole digest.
 */
export async function orAbsent<T>(permission: string, ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: await ask() };
  } catch (error) {
    if (!REFUSED.test(namesOf(error))) throw error;
    return { absent: notAllowed(permission) };
  }
}

/** The kinds of an error and of what is behind it; never its text beyond our own. */
function namesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return [error.name, namesOf(error.cause)].join(' ');
}

const notAllowed = (permission: string): string => `not known: ${permission} is not allowed`;

/** Turns a fact into what a digest says of it. */
export function knownFact<T>(fact: Fact<T>): Known<T> {
  if (fact.ok) return { known: fact.value };
  const { permission, reason, isRefused } = fact.error;
  return { absent: isRefused ? notAllowed(permission) : `not known: ${permission} failed (${reason})` };
}
