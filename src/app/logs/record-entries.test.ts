import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { appDetectorOf, appLogging } from '../../../test/support/app-logs.ts';
import type { ShippedEntry, StreamEntries } from './app-log-deps.ts';
import { recordEntries } from './record-entries.ts';

const NINE = 1_772_355_600_000;
const line = (level: string, message: string): string => JSON.stringify({ level, msg: message });

/** Complete entries of one stream, each with the milliseconds after nine at which it was written. */
const entriesOf = (...texts: readonly (readonly [ms: number, text: string])[]): StreamEntries => ({
  ...{ group: '/app/web', stream: 's1', accountId: '123456789012', region: 'eu-west-1' },
  entries: texts.map(([ms, text], index) => ({
    entry: { text, at: epochMs(NINE + ms), key: String(index), first: index, last: index },
    before: () => [],
  })),
});

describe('recordEntries', () => {
  it.each([
    { name: 'every entry, unless told otherwise', shipsAll: {}, levels: ['info', 'error'] },
    { name: 'every entry', shipsAll: { shipsAll: true }, levels: ['info', 'error'] },
    { name: 'what matched alone', shipsAll: { shipsAll: false }, levels: ['error'] },
  ])('hands on $name', async ({ shipsAll, levels }) => {
    const shipped: ShippedEntry[] = [];
    const ship = async (entries: readonly ShippedEntry[]) => {
      shipped.push(...entries);
    };
    const deps = { ...appLogging(), ship, ...shipsAll };
    await recordEntries([entriesOf([0, line('info', 'fine')], [1, line('error', 'disk full')])], deps);

    expect(shipped.map(({ read }) => read.reading.level)).toEqual(levels);
  });

  it('correlates lines of the logs by own rules, whatever batches they come in, and shows them', async () => {
    const refused = `title: Login refused
name: refused
logsource: { category: application }
detection: { keywords: ['login refused'], condition: keywords }
`;
    const guessed = `title: Password guessed
level: high
correlation: { type: event_count, rules: refused, group-by: [user], timespan: 1m, condition: { gte: 3 } }
`;
    const deps = appLogging({}, appDetectorOf([refused, guessed]));
    const login = (user: string): string =>
      JSON.stringify({ level: 'info', msg: 'login refused', user, password: 'hunter2' });
    const texts = [0, 20_000, 40_000].flatMap((ms) => [[ms, login('dana')] as const]);
    const batch = entriesOf(...texts, [50_000, login('eve')]);
    for (const entry of batch.entries.toReversed())
      await recordEntries([{ ...batch, entries: [entry] }], deps);
    await recordEntries([batch], deps);

    expect(deps.findings.all()).toMatchObject([
      { ruleTitle: 'Password guessed', dedupKey: 'dana', count: 3, status: 'open', eventSource: '/app/web' },
    ]);
    expect(JSON.stringify(deps.findings.all())).not.toContain('hunter2');
  });

  it('shows the earliest error of each kind, wherever it stands in its batch', async () => {
    const deps = appLogging();
    const full = line('error', 'disk full');
    const sold = line('error', 'no stock');
    await recordEntries([entriesOf([900, full], [500, sold], [100, full], [700, sold], [300, full])], deps);

    expect(deps.findings.all().map(({ context }) => context?.at)).toEqual(
      expect.arrayContaining(['2026-03-01T09:00:00.100Z', '2026-03-01T09:00:00.500Z']),
    );
    expect(deps.findings.all()).toHaveLength(2);
  });
});
