import { activeSuppressions, suppressionWarnings } from '#app/suppressions';
import { parseSuppressions } from '#config/suppression-file';
import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import { dayOf, type EpochMs } from '#core/time';
import type { Suppression } from '#ports/suppression';

/** An allow-list as the functions carry it. */
export interface CompiledSuppressions {
  /** Expired entries too: the functions report them, and do not apply them. */
  readonly suppressions: readonly Suppression[];
  /** Entries that have expired, cover nothing or cover everything, each as `file:line: …`. */
  readonly warnings: readonly string[];
}

/** Compiles an allow-list. Fails with every problem as `file:line: …`; `now` decides what has expired. */
export function compileSuppressions(
  file: string,
  text: string,
  cards: readonly RuleCard[],
  now: EpochMs,
): Result<CompiledSuppressions, readonly string[]> {
  const parsed = parseSuppressions(file, text);
  if (!parsed.ok) return fail(parsed.error);
  const active = activeSuppressions(parsed.value, now);
  const expired = active.expired.map(
    ({ place, id, expiresAt }) =>
      `${place}: suppression "${id}" expired on ${dayOf(expiresAt)} and is not applied`,
  );
  return ok({ suppressions: parsed.value, warnings: [...expired, ...suppressionWarnings(active, cards)] });
}
