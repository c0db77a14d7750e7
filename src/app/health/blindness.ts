import { type EpochMs, isoFromMs, parseTime } from '#core/time';
import { type HealthCheck, idOf } from './check.ts';

/** Since when checks can't be made, by their id. */
export interface Blindness {
  readonly [id: string]: string;
}

/** Throttling and changes of permissions pass; what nobody sees for a day somebody must be told. */
const PATIENCE_MS = 86_400_000;

/** Keeps the first instant of each check that can't be made, as long as it can't. */
export function rememberBlindness(
  before: Blindness,
  checks: readonly HealthCheck[],
  now: EpochMs,
): Blindness {
  const unknown = checks.filter(({ state }) => state === 'unknown').map(idOf);
  return Object.fromEntries(unknown.map((id) => [id, before[id] ?? isoFromMs(now)]));
}

/** Makes a problem of every check that could not be made for a day: otherwise a missing permission would hide others for ever. */
export function impatient(
  checks: readonly HealthCheck[],
  blind: Blindness,
  now: EpochMs,
): readonly HealthCheck[] {
  return checks.map((check) => {
    const since = check.state === 'unknown' ? blind[idOf(check)] : undefined;
    if (since === undefined || now - (parseTime(since) ?? now) < PATIENCE_MS) return check;
    return { ...check, state: 'problem', found: `not known since ${since}: ${check.found}` };
  });
}
