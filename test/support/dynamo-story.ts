import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { groupMatches } from '#core/dedup';
import type { Finding } from '#core/finding';
import type { Match } from '#core/match';
import type { MergeSettings } from '#core/merge';
import { epochMs, isoFromMs, parseTime } from '#core/time';
import type { FindingStore, Recorded } from '#ports/finding-store';
import { seeded, shuffled, testEvent, testMatches, testRule } from './dynamo-events.ts';

/** 2026-03-02T00:00:00Z: after everything that the stories tell. */
export const NOW = epochMs(1_772_409_600_000);

/** Settings as triage passes them. */
export const settingsAt = (now = NOW): MergeSettings => ({ now, alertFloor: 'medium', retentionDays: 90 });

/** Counts matches in one batch. */
export const recordMatches = (
  store: FindingStore,
  matches: readonly Match[],
  settings = settingsAt(),
): Promise<readonly Recorded[]> => store.record(groupMatches(matches), settings);

/**
 * About 270 matches that come to seven findings: many events of one principal (pages), few of another (inline),
 * ties of time, two windows, a rule below the alert floor, events that an allow-list entry covers, no principal.
 */
export function storyMatches(): readonly Match[] {
  const start = parseTime('2026-03-01T09:00:00Z') ?? epochMs(0);
  const at = (seconds: number): string => isoFromMs(epochMs(start + seconds * 1000));
  const many = Array.from({ length: 150 }, (_, n) =>
    testEvent(`many-${n}`, { at: at((n * 37) % 1800), name: `Call${n % 9}` }),
  );
  const few = Array.from({ length: 40 }, (_, n) =>
    testEvent(`few-${n}`, { at: at(n % 4), principal: 'bob' }),
  );
  const next = Array.from({ length: 12 }, (_, n) =>
    testEvent(`next-${n}`, { at: at(3600 + n), principal: 'bob' }),
  );
  const nobody = [testEvent('nobody', { principal: '', accountId: '' })];
  const odd = [
    testEvent('no-time', { at: '1970-01-01T00:00:00Z', timeNote: 'missing' }),
    testEvent('ahead', { at: at(60), principal: 'dave', timeNote: 'future' }),
  ];
  const low = testRule({ ruleId: 'low', title: 'Listed things', severity: 'low', summary: '' });
  return [
    ...testMatches([...many, ...few, ...next, ...nobody, ...odd]),
    ...testMatches(few, low),
    ...testMatches(many.slice(0, 20), testRule(), 'nightly-backup'),
  ];
}

/** Matches in another order, about a fifth of them twice. */
export function redelivered(matches: readonly Match[], seed: number): readonly Match[] {
  const random = seeded(seed);
  return shuffled([...matches, ...matches.filter(() => random() < 0.2)], random);
}

/** What remains of a finding when everything is left out that depends on when and how its events came. */
export const masked = (finding: Finding): object => ({
  ...finding,
  createdAt: '',
  updatedAt: '',
  expiresAt: 0,
  notes: finding.notes.map(({ text }) => text.split(':')[0]),
  alert: { state: finding.alert.state, cause: finding.alert.cause, reopened: finding.alert.reopened ?? 0 },
});

/** The findings that matches come to, masked, as text: read from a store by their ids. */
export async function tableOf(store: FindingStore, matches: readonly Match[]): Promise<string> {
  const ids = groupMatches(matches).map(({ findingId }) => findingId);
  const findings = await Promise.all(ids.map((id) => store.get(id)));
  return JSON.stringify(
    findings.map((finding) => finding && sorted(masked(finding))),
    undefined,
    1,
  );
}

/** The table that matches must come to: one batch, in order, into memory. */
export async function expectedTable(matches: readonly Match[]): Promise<string> {
  const store = memoryFindingStore();
  await recordMatches(store, matches);
  return tableOf(store, matches);
}

/** Stores may hand out attributes in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
