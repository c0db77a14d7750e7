import { type EpochMs, isoFromMs } from '../time.ts';
import type { SuppressionRow, SuppressionsPart } from './digest.ts';
import { compareTexts } from './finding-line.ts';

const DAY_MS = 86_400_000;
/** An entry that ends sooner than that is about to: time enough to ask its owner. */
export const SOON_DAYS = 14;
const MOST_ROWS = 25;

/** The part of an allow-list entry that a digest names. */
export interface SuppressionEntry {
  readonly id: string;
  readonly rules: 'all' | readonly string[];
  readonly reason: string;
  readonly owner: string;
  readonly expiresAt: EpochMs;
}

/** Lists allow-list entries: expired ones first, then those that end soonest. `hits`: events covered, by id. */
export function suppressionsPart(
  entries: readonly SuppressionEntry[],
  hits: ReadonlyMap<string, number>,
  source: string,
  now: EpochMs,
): SuppressionsPart {
  const rows = entries
    .map((entry) => rowOf(entry, hits.get(entry.id) ?? 0, now))
    .sort((a, b) => compareTexts(a.expiresAt, b.expiresAt) || compareTexts(a.id, b.id));
  const amount = (state: SuppressionRow['state']): number => rows.filter((row) => row.state === state).length;
  return {
    source,
    rows: rows.slice(0, MOST_ROWS),
    inForce: amount('in force') + amount('expires soon'),
    expiresSoon: amount('expires soon'),
    expired: amount('expired'),
    leftOut: Math.max(0, rows.length - MOST_ROWS),
  };
}

function rowOf(entry: SuppressionEntry, hits: number, now: EpochMs): SuppressionRow {
  const left = entry.expiresAt - now;
  const state = left <= 0 ? 'expired' : left < SOON_DAYS * DAY_MS ? 'expires soon' : 'in force';
  return {
    id: entry.id,
    state,
    expiresAt: isoFromMs(entry.expiresAt),
    daysLeft: Math.floor(left / DAY_MS),
    rules: entry.rules === 'all' ? ['all'] : entry.rules,
    owner: entry.owner,
    reason: entry.reason,
    hits,
  };
}
