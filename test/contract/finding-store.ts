import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { groupMatches } from '#core/dedup';
import type { Finding } from '#core/finding';
import { acknowledge, close, reopen, suppress } from '#core/life-cycle';
import type { Match } from '#core/match';
import { epochMs } from '#core/time';
import type { FindingQuery, FindingStore, FindingSummary } from '#ports/finding-store';
import { batches, seeded, shuffled, testEvent, testMatches, testRule } from '../support/dynamo-events.ts';
import {
  expectedTable,
  NOW,
  recordMatches,
  redelivered,
  settingsAt,
  storyMatches,
  tableOf,
} from '../support/dynamo-story.ts';
import { sampleMetricContext } from '../support/sample-finding.ts';

/** An empty store, and other writers to the same table. */
export interface StoreUnderTest {
  readonly store: FindingStore;
  readonly another: () => FindingStore;
}

const SEED = Number(process.env['TRAILHOUND_SEED'] ?? 20260301);
const WHO = { by: 'ana', at: NOW };

/** What every findings store must do; `open` gives an empty one. */
export function findingStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  // Some stores answer in milliseconds each and are asked hundreds of times.
  jest.setTimeout(60_000);
  describe(`${name} as a findings store`, () => {
    let store: FindingStore;
    let another: () => FindingStore;
    beforeEach(async () => {
      ({ store, another } = await open());
    });
    const one = (matches: readonly Match[]): Promise<Finding> => onlyFinding(store, matches);

    describe('counting', () => {
      it.each([1, 7, 1000])(
        'comes to the same table in batches of %i, shuffled and with repetitions',
        async (size) => {
          const matches = storyMatches();
          for (const batch of batches(redelivered(matches, SEED + size), size))
            await recordMatches(store, batch);

          expect(await tableOf(store, matches)).toBe(await expectedTable(matches));
        },
      );

      it('comes to the same table when several writers write at once', async () => {
        const matches = storyMatches();
        const writers = [0, 1, 2, 3, 4].map(async (writer) => {
          const mine = another();
          for (const batch of batches(redelivered(matches, SEED + writer), 90))
            await recordMatches(mine, batch);
        });
        await Promise.all(writers);

        expect(await tableOf(store, matches)).toBe(await expectedTable(matches));
      });

      it('says what each delta did', async () => {
        const [first, second] = [testEvent('a'), testEvent('b')];
        const outcomes = [];
        for (const events of [[first], [first, second], [second, first]]) {
          outcomes.push(...(await recordMatches(store, testMatches(events))));
        }
        expect(outcomes.map(({ outcome, added }) => [outcome, added])).toEqual([
          ['created', 1],
          ['grown', 1],
          ['unchanged', 0],
        ]);
      });

      it('writes nothing when nothing is new', async () => {
        const matches = storyMatches();
        await recordMatches(store, matches);
        const ids = groupMatches(matches).map(({ findingId }) => findingId);
        const before = await Promise.all(ids.map((id) => store.get(id)));
        await recordMatches(another(), redelivered(matches, SEED), settingsAt(epochMs(NOW + 60_000)));

        expect(await Promise.all(ids.map((id) => store.get(id)))).toEqual(before);
      });

      it('counts writers that race with the first event of a finding', async () => {
        const events = Array.from({ length: 12 }, (_, n) => testEvent(`race-${n}`));
        const recorded = await Promise.all(
          events.map((event) => recordMatches(another(), testMatches([event]))),
        );

        expect((await one(testMatches(events))).count).toBe(12);
        expect(recorded.flat().filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
        expect(recorded.flat().reduce((sum, { added }) => sum + added, 0)).toBe(12);
      });
    });

    describe('late and odd events', () => {
      it('takes names, places and summary from the earliest event, however late it comes', async () => {
        const late = testEvent('late', { at: '2026-03-01T09:00:01Z', name: 'DeleteTrail' });
        const events = Array.from({ length: 130 }, (_, n) =>
          testEvent(`${n}`, { at: '2026-03-01T09:30:00Z' }),
        );
        await recordMatches(store, testMatches(events));
        await recordMatches(store, testMatches([late]));

        const finding = await one(testMatches(events));
        expect(finding).toMatchObject({
          count: 131,
          eventName: 'DeleteTrail',
          firstSeen: '2026-03-01T09:00:01Z',
          lastSeen: '2026-03-01T09:30:00Z',
          summary: 'alice stopped the trail trail-late',
        });
        expect(finding.evidence).toHaveLength(10);
        expect(finding.evidence[0]?.eventId).toBe('late');
      });

      it('keeps texts that no table takes as they are', async () => {
        const hostile = `a\0b\uD800c|${'é'.repeat(5000)}`;
        const event = testEvent('hostile', {
          principal: hostile,
          name: '\uDFFF',
          record: { requestParameters: { [hostile]: hostile } },
        });
        await recordMatches(store, testMatches([event], testRule({ ruleId: hostile, title: hostile })));

        const found = await store.query({ by: 'principal', principal: hostile }, { limit: 10 });
        expect(found.findings).toHaveLength(1);
        expect(found.findings[0]?.principal.length).toBeLessThanOrEqual(256);
        expect((await store.query({ by: 'rule', ruleId: hostile }, { limit: 10 })).findings).toHaveLength(1);
      });

      it('keeps a metric whatever its values are', async () => {
        const context = sampleMetricContext({
          ...{ peak: 1.7e18, expected: 5e-324, points: [1e100, -1e18, 2 ** 53, null, Number.NaN] },
          ...{ low: [1e-140, -0.1], high: [Number.POSITIVE_INFINITY, 0.1] },
        });
        const matches = testMatches([testEvent('large')]).map((match) => ({ ...match, context }));
        await recordMatches(store, matches);

        expect((await one(matches)).context).toMatchObject({
          ...{ peak: 1.7e18, expected: 0, points: [1e100, -1e18, 2 ** 53, null, null] },
          ...{ low: [0, -0.1], high: [1e120, 0.1] },
        });
      });

      it('keeps findings of nobody', async () => {
        const matches = testMatches([testEvent('nobody', { principal: '' })]);
        await recordMatches(store, matches);

        expect((await one(matches)).principal).toBe('');
        expect(
          (await store.query({ by: 'status', status: 'open' }, { limit: 5 })).findings[0]?.principal,
        ).toBe('');
        expect((await store.query({ by: 'principal', principal: '' }, { limit: 5 })).findings).toEqual([]);
      });
    });

    describe('life cycle', () => {
      const [first, second] = [testMatches([testEvent('a')]), testMatches([testEvent('b')])];

      it.each([
        { size: 1, kind: 'in the finding' },
        { size: 130, kind: 'on pages' },
      ])('reopens a closed finding that grows, its keys $kind, and only when it grows', async ({ size }) => {
        const known = testMatches(Array.from({ length: size }, (_, n) => testEvent(`known-${n}`)));
        await recordMatches(store, known);
        const { findingId } = await one(known);
        await store.change(findingId, (finding) => close(finding, 'an exercise', WHO));
        await recordMatches(store, known);
        expect(await one(known)).toMatchObject({ status: 'closed', closedReason: 'an exercise' });

        await recordMatches(store, second);
        const reopened = await one(known);
        expect(reopened).toMatchObject({ status: 'open', count: size + 1 });
        expect(reopened.closedReason).toBeUndefined();
        expect(reopened.alert).toMatchObject({ state: 'pending', cause: 'reopened', reopened: 1 });
        expect(reopened.notes.map(({ by }) => by)).toEqual(['ana', 'trailhound']);
        expect(await store.pendingAlerts(10)).toHaveLength(1);
      });

      it('leaves an acknowledged finding alone when it grows', async () => {
        await recordMatches(store, first);
        const finding = await one(first);
        await store.markAlert(finding, { state: 'sent', at: '2026-03-02T00:00:01Z' });
        await store.change(finding.findingId, (seen) => acknowledge(seen, WHO));
        await recordMatches(store, second);

        expect(await one(first)).toMatchObject({
          status: 'acknowledged',
          count: 2,
          alert: { state: 'sent' },
        });
      });

      it('leaves a finding suppressed that was suppressed by hand or by an entry', async () => {
        const covered = testMatches([testEvent('c')], testRule(), 'nightly');
        await recordMatches(store, [...first, ...covered]);
        await store.change((await one(first)).findingId, (finding) => suppress(finding, 'known', WHO));
        await recordMatches(store, [...second, ...testMatches([testEvent('d')], testRule(), 'nightly')]);

        expect(await one(first)).toMatchObject({ status: 'suppressed', count: 2 });
        expect(await one(covered)).toMatchObject({
          status: 'suppressed',
          count: 2,
          suppressionId: 'nightly',
        });
        expect(await store.pendingAlerts(10)).toEqual([]);
      });

      it('refuses what the change refuses, and says when there is no such finding', async () => {
        await recordMatches(store, first);
        const { findingId } = await one(first);
        const refused = await store.change(findingId, (finding) => reopen(finding, WHO));

        expect(refused).toEqual({ ok: false, error: 'the finding is open already' });
        expect(await store.change('nothing', (finding) => reopen(finding, WHO))).toEqual({
          ok: false,
          error: 'not-found',
        });
        expect(await store.get('nothing')).toBeUndefined();
      });

      it('loses neither events nor changes that are made at once', async () => {
        await recordMatches(store, first);
        const { findingId } = await one(first);
        const events = Array.from({ length: 10 }, (_, n) => testEvent(`more-${n}`));
        await Promise.all([
          ...events.map((event) => recordMatches(another(), testMatches([event]))),
          another().change(findingId, (finding) => acknowledge(finding, WHO, 'looking')),
        ]);

        expect(await one(first)).toMatchObject({ count: 11, status: 'acknowledged', notes: [{ by: 'ana' }] });
      });
    });

    describe('queries', () => {
      const instants = ['08:10:00', '08:20:00', '08:20:00', '09:30:00', '10:40:00', '11:50:00', '11:50:01'];
      const matches = instants.flatMap((time, n) =>
        testMatches(
          [testEvent(`q${n}`, { at: `2026-03-01T${time}Z`, principal: n === 5 ? 'zoe' : 'alice' })],
          {
            ...testRule({
              ruleId: n === 3 ? 'other' : 'main',
              severity: n === 4 ? 'critical' : 'high',
              dedupFields: ['eventId'],
            }),
          },
        ),
      );
      const times = (findings: readonly FindingSummary[]): readonly string[] =>
        findings.map(({ firstSeen }) => firstSeen.slice(11, 19));
      const all: FindingQuery = { by: 'status', status: 'open' };

      it.each<{ query: FindingQuery; found: number }>([
        { query: all, found: 7 },
        { query: { by: 'status', status: 'closed' }, found: 0 },
        { query: { by: 'severity', severity: 'critical' }, found: 1 },
        { query: { by: 'rule', ruleId: 'main' }, found: 6 },
        { query: { by: 'principal', principal: 'zoe' }, found: 1 },
        { query: { by: 'account-day', accountId: '123456789012', day: '2026-03-01' }, found: 7 },
        { query: { by: 'account-day', accountId: '123456789012', day: '2026-03-02' }, found: 0 },
      ])('answers $query', async ({ query, found }) => {
        await recordMatches(store, shuffled(matches, seeded(SEED)));
        const { findings, cursor } = await store.query(query, { limit: 100 });

        expect(findings).toHaveLength(found);
        expect(cursor).toBeUndefined();
        const shown = times(findings);
        expect(shown).toEqual([...shown].sort().reverse());
      });

      it.each([1, 2, 3, 7])('hands out every finding once, newest first, in pages of %i', async (limit) => {
        await recordMatches(store, shuffled(matches, seeded(SEED)));
        const seen: FindingSummary[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.query(all, cursor === undefined ? { limit } : { limit, cursor });
          expect(page.findings.length).toBeGreaterThan(0);
          seen.push(...page.findings);
          cursor = page.cursor;
        } while (cursor !== undefined);

        expect(times(seen)).toEqual([...instants].reverse());
        expect(new Set(seen.map(({ findingId }) => findingId)).size).toBe(7);
      });

      it.each([
        { from: '2026-03-01T08:20:00Z', to: '2026-03-01T10:40:00Z', found: 4 },
        { from: '2026-03-01T11:50:00.400Z', found: 2 },
        { to: '2026-03-01T08:20:00Z', found: 3 },
        { from: '2026-03-02', found: 0 },
      ])('keeps to firstSeen from $from to $to, both included', async ({ found, ...range }) => {
        await recordMatches(store, matches);
        expect((await store.query(all, { limit: 100, ...range })).findings).toHaveLength(found);
      });

      it('carries in a list what a list shows, and nothing else', async () => {
        await recordMatches(store, testMatches([testEvent('a')], testRule(), 'nightly'));
        const [summary] = (await store.query({ by: 'status', status: 'suppressed' }, { limit: 1 })).findings;

        expect(Object.keys(summary ?? {}).sort()).toEqual([
          'accountId',
          'count',
          'eventName',
          'findingId',
          'firstSeen',
          'lastSeen',
          'principal',
          'region',
          'ruleId',
          'ruleTitle',
          'severity',
          'sourceIp',
          'status',
          'summary',
          'suppressionId',
        ]);
      });

      it.each(['rubbish', 'e30', Buffer.from('["x"]').toString('base64url')])(
        'refuses the cursor %s',
        async (cursor) => {
          await expect(store.query(all, { limit: 1, cursor })).rejects.toMatchObject({ code: 'TH_USAGE' });
        },
      );

      it('refuses the cursor of another query', async () => {
        await recordMatches(store, matches);
        const { cursor = '' } = await store.query(all, { limit: 1 });
        const other = store.query({ by: 'rule', ruleId: 'main' }, { limit: 1, cursor });
        await expect(other).rejects.toMatchObject({ code: 'TH_USAGE' });
      });
    });

    describe('alerts', () => {
      const alerting = (
        id: string,
        severity: 'low' | 'medium' | 'high' | 'critical',
        at: string,
      ): readonly Match[] =>
        testMatches([testEvent(id, { at })], testRule({ severity, ruleId: id, title: id }));
      const sent = { state: 'sent', at: '2026-03-02T00:00:05Z' } as const;

      it('lists pending ones, worst first, then oldest', async () => {
        await recordMatches(store, [
          ...alerting('m', 'medium', '2026-03-01T01:00:00Z'),
          ...alerting('h2', 'high', '2026-03-01T03:00:00Z'),
          ...alerting('c', 'critical', '2026-03-01T09:00:00Z'),
          ...alerting('h1', 'high', '2026-03-01T02:00:00Z'),
          ...alerting('l', 'low', '2026-03-01T00:00:00Z'),
        ]);
        const titles = async (limit: number) =>
          (await store.pendingAlerts(limit)).map(({ ruleTitle }) => ruleTitle);

        expect(await titles(10)).toEqual(['c', 'h1', 'h2', 'm']);
        expect(await titles(2)).toEqual(['c', 'h1']);
      });

      it('drops what was sent or folded, counts what failed', async () => {
        const matches = ['a', 'b', 'c'].flatMap((id) =>
          alerting(id, 'high', `2026-03-01T0${'abc'.indexOf(id)}:00:00Z`),
        );
        await recordMatches(store, matches);
        const [a, b, c] = await store.pendingAlerts(10);
        await store.markAlert(a!, sent);
        await store.markAlert(b!, { ...sent, state: 'folded' });
        await store.markAlert(c!, { state: 'failed' });

        const pending = await store.pendingAlerts(10);
        expect(pending.map(({ ruleTitle, alert }) => [ruleTitle, alert.attempts])).toEqual([['c', 1]]);
        expect((await store.get(a!.findingId))?.alert).toMatchObject({ state: 'sent', lastSentAt: sent.at });
        expect((await store.get(b!.findingId))?.alert.state).toBe('folded');
      });

      it('marks a finding that grew after it was read', async () => {
        const matches = testMatches([testEvent('a')]);
        await recordMatches(store, matches);
        const [seen] = await store.pendingAlerts(1);
        await recordMatches(store, testMatches([testEvent('b')]));
        await store.markAlert(seen!, sent);

        expect(await one(matches)).toMatchObject({ count: 2, alert: { state: 'sent' } });
        expect(await store.pendingAlerts(1)).toEqual([]);
      });

      it('keeps the alert of a finding that was reopened after it was read', async () => {
        const matches = testMatches([testEvent('a')]);
        await recordMatches(store, matches);
        for (const later of ['b', 'c']) {
          const [seen] = await store.pendingAlerts(1);
          await store.change(seen!.findingId, (finding) => close(finding, 'done', WHO));
          await recordMatches(store, testMatches([testEvent(later)]));
          await store.markAlert(seen!, sent);
          expect(await store.pendingAlerts(1)).toHaveLength(1);
        }
        expect((await one(matches)).alert).toMatchObject({
          state: 'pending',
          cause: 'reopened',
          reopened: 2,
        });
      });

      it('settles one that several notifiers mark at once', async () => {
        const matches = testMatches([testEvent('a')]);
        await recordMatches(store, matches);
        const [seen] = await store.pendingAlerts(1);
        await Promise.all([1, 2, 3, 4].map(() => another().markAlert(seen!, sent)));

        expect((await one(matches)).alert.state).toBe('sent');
      });
    });
  });
}

async function onlyFinding(store: FindingStore, matches: readonly Match[]): Promise<Finding> {
  const [group] = groupMatches(matches);
  const finding = await store.get(group!.findingId);
  if (!finding) throw new Error('the store has no such finding');
  return finding;
}
