import { describe, expect, it } from '@jest/globals';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { SAMPLE_FINDINGS } from '../../../test/support/sample-digest.ts';
import { sampleEvidence, sampleFinding } from '../../../test/support/sample-finding.ts';
import { queryInMemory } from '../../adapters/local/memory-finding-query.ts';
import { memoryStateStore } from '../../adapters/local/memory-state-store.ts';
import { isAbsent } from '../../core/digest-report/digest.ts';
import { digestRange } from '../../core/digest-report/range.ts';
import { TrailhoundError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { fail, ok } from '../../core/result.ts';
import { epochMs, isoFromMs, parseTime } from '../../core/time.ts';
import { type DigestDeps, gatherDigest } from './gather-digest.ts';

const at = (iso: string) => parseTime(iso) ?? epochMs(0);
const REQUEST = {
  deployment: 'here',
  range: digestRange(at('2026-03-01T00:00:00Z'), at('2026-03-02T00:00:00Z')),
  expected: {},
  watched: { logs: undefined, metrics: undefined },
  suppressions: { known: { entries: [], source: 'suppressions.yml' } },
};

/** Tables that hold these findings; `asked` notes every query. */
function tables(findings: readonly Finding[], change: Partial<DigestDeps> = {}) {
  const asked: string[] = [];
  const deps: DigestDeps = {
    findings: {
      query: async (query, page) => {
        asked.push(query.by);
        return queryInMemory(findings, query, page);
      },
      get: async (id) => findings.find(({ findingId }) => findingId === id),
      pendingAlerts: async (limit) =>
        findings.filter(({ alert }) => alert.state === 'pending').slice(0, limit),
    },
    state: memoryStateStore(),
    view: { progress: async () => ok({ checkpoints: [] }), quarantined: async () => ok(0) },
    stateTable: 'state',
    clock: fakeClock('2026-03-02T01:00:00Z'),
    ...change,
  };
  return { deps, asked };
}

describe('gatherDigest', () => {
  it('counts what the indexes hold: new, before, ongoing, suppressed and open', async () => {
    const { deps, asked } = tables(SAMPLE_FINDINGS);
    const digest = await gatherDigest(REQUEST, deps);

    expect(digest.findings).toMatchObject({
      total: { now: 34, before: 21 },
      ongoing: 0,
      suppressed: 1,
      isCut: false,
    });
    expect(digest.waiting.open).toBe(SAMPLE_FINDINGS.filter(({ status }) => status === 'open').length);
    expect(digest.waiting.oldest[0]?.findingId).toBe('old-oldest01');
    expect(new Set(asked)).toEqual(new Set(['severity', 'rule', 'status']));
    expect(digest.alerts).toMatchObject({ lookedAt: 34, of: 34 });
  });

  it('asks for no span that ends before it begins, not even in 1970', async () => {
    const { deps } = tables([]);
    const query: DigestDeps['findings']['query'] = async (by, page) => {
      if (page.from !== undefined && page.from > (page.to ?? '9999')) throw new Error('reversed');
      return deps.findings.query(by, page);
    };
    const range = digestRange(epochMs(0), epochMs(1_000));
    const digest = await gatherDigest(
      { ...REQUEST, range },
      { ...deps, findings: { ...deps.findings, query } },
    );
    expect(digest.range.to).toBe('1970-01-01T00:00:01Z');
  });

  it('finds what began long ago and goes on: a kind of error has no window', async () => {
    const old = { firstSeen: '2025-11-01T00:00:00Z', lastSeen: '2026-03-01T12:00:00Z' };
    const { deps } = tables([
      sampleFinding({ findingId: 'log', ruleId: 'trailhound:log-error', ...old }),
      sampleFinding({
        findingId: 'day',
        firstSeen: '2026-02-28T01:00:00Z',
        lastSeen: '2026-03-01T00:30:00Z',
      }),
    ]);
    const { findings, logs } = await gatherDigest(REQUEST, deps);

    expect(findings).toMatchObject({ total: { now: 0 }, ongoing: 2 });
    expect(logs).toMatchObject({ totals: { known: 1 } });
  });

  it('reads page after page, and says when there was more than it reads', async () => {
    const many = Array.from({ length: 21_500 }, (_, place) =>
      sampleFinding({
        findingId: `f${place}`,
        firstSeen: isoFromMs(epochMs(at('2026-03-01T00:00:00Z') + (place % 80_000) * 1_000)),
        status: 'closed',
      }),
    ).sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : -1));
    // Pages by place: sorting thousands again for each page is the test store's own cost.
    const query: DigestDeps['findings']['query'] = async (asked, { limit, cursor = '0' }) => {
      const isTheirs = asked.by === 'severity' && asked.severity === 'high';
      const from = Number(cursor);
      return isTheirs
        ? {
            findings: many.slice(from, from + limit),
            ...(from + limit < many.length ? { cursor: String(from + limit) } : {}),
          }
        : { findings: [] };
    };
    const { deps } = tables(many);
    const digest = await gatherDigest(REQUEST, {
      ...deps,
      findings: { ...deps.findings, query, get: async () => undefined },
    });

    expect(digest.findings).toMatchObject({ total: { now: 20_000 }, isCut: true });
    expect(digest.headline.text).toContain('At least 20,000 new findings');
    expect(digest.notes).toHaveLength(1);
  });

  it('counts console sign-ins from the evidence of findings, each once', async () => {
    const evidence = sampleEvidence({
      ...{ eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com' },
      request: '{"signIn":{"kind":"root","user":"root","outcome":"success","mfa":"no"}}',
    });
    const login = { eventName: 'ConsoleLogin', evidence: [evidence], firstSeen: '2026-03-01T09:12:44Z' };
    const { deps } = tables([
      sampleFinding({ findingId: 'a', ...login }),
      sampleFinding({ findingId: 'b', ruleId: 'other', ...login }),
    ]);

    expect((await gatherDigest(REQUEST, deps)).logins).toMatchObject({
      source: 'findings',
      successes: 1,
      mfa: { no: 1 },
    });
  });

  it.each([
    { logs: undefined, expected: 'no application logs are watched, or they never gave a finding' },
    { logs: false, expected: 'no application logs are watched' },
    { logs: true, expected: undefined },
  ])('says why nothing is told of application logs: watched $logs', async ({ logs, expected }) => {
    const part = (await gatherDigest({ ...REQUEST, watched: { logs, metrics: false } }, tables([]).deps))
      .logs;
    expect(isAbsent(part) ? part.absent : undefined).toBe(expected);
  });

  it('does without what it may not read, and says which permission is missing', async () => {
    const refused = async () => {
      const cause = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
      throw new TrailhoundError('TH_STORE_READ', 'reading state failed (AccessDeniedException)', { cause });
    };
    const { deps } = tables([sampleFinding()]);
    const digest = await gatherDigest(REQUEST, {
      ...deps,
      findings: { ...deps.findings, pendingAlerts: refused },
      state: { read: refused },
      view: {
        progress: async () => ok({ checkpoints: [] }),
        quarantined: async () =>
          fail({ permission: 'dynamodb:Query', reason: 'AccessDeniedException', isRefused: true }),
      },
    });

    expect(digest.alerts).toEqual({
      absent: 'not known: dynamodb:GetItem and dynamodb:Query is not allowed',
    });
    expect(digest.sources.quarantined).toEqual({ absent: 'not known: dynamodb:Query is not allowed' });
    expect(digest.sources.problems).toEqual({ absent: 'not known: dynamodb:GetItem is not allowed' });
    expect(digest.findings.total.now).toBe(1);
  });

  it('reads a finding once that several parts tell of', async () => {
    const { deps } = tables([sampleFinding({ findingId: 'log', ruleId: 'trailhound:log-error' })]);
    const read: string[] = [];
    const get: DigestDeps['findings']['get'] = (id) => {
      read.push(id);
      return deps.findings.get(id);
    };
    const { logs, alerts } = await gatherDigest(REQUEST, { ...deps, findings: { ...deps.findings, get } });

    expect(logs).toMatchObject({ totals: { new: 1 } });
    expect(alerts).toMatchObject({ lookedAt: 1 });
    expect(read).toEqual(['log']);
  });

  it('throws what passes by itself, so that a repetition makes the whole digest', async () => {
    const { deps } = tables([sampleFinding()]);
    const busy = async () => {
      throw new TrailhoundError('TH_STORE_READ', 'reading failed (ThrottlingException)');
    };
    await expect(
      gatherDigest(REQUEST, { ...deps, findings: { ...deps.findings, get: busy } }),
    ).rejects.toMatchObject({ code: 'TH_STORE_READ' });
  });

  it('says of every source when its last event came, how far behind it is, and what was missed', async () => {
    const state = memoryStateStore();
    const until = epochMs(0);
    await state.write(
      'heartbeat#eventbridge',
      { eventTime: '2026-03-02T00:50:00Z', latencyMs: 21_400 },
      undefined,
      until,
    );
    await state.write(
      'heartbeat#logs',
      { eventTime: '2026-03-01T10:00:00Z', latencyMs: 9_000 },
      undefined,
      until,
    );
    await state.write(
      'health',
      { since: '2026-01-01T00:00:00Z', open: { 'source: logs': { since: '2026-03-01T11:00:00Z' } } },
      undefined,
      until,
    );
    const progress = async () =>
      ok({
        checkpoints: [{ region: 'eu-west-1', coveredUntil: at('2026-03-02T00:55:00Z') }],
        reconciliation: { at: at('2026-03-02T00:10:00Z'), missed: 2 },
      });
    const { deps } = tables([], { state, view: { progress, quarantined: async () => ok(4) } });
    const expected = {
      doors: ['logs', 'eventbridge', 'event-history'],
      heartbeatDoors: ['logs', 'eventbridge'],
      heartbeatMinutes: 15,
    };
    const { sources, attention } = await gatherDigest({ ...REQUEST, expected }, deps);

    expect(sources).toMatchObject({
      rows: {
        list: [
          { name: 'event history', state: 'unknown' },
          { name: 'CloudWatch Logs', state: 'problem', lastEvent: '2026-03-01T10:00:00Z', lagSeconds: 9 },
          { name: 'EventBridge', state: 'ok', lastEvent: '2026-03-02T00:50:00Z', lagSeconds: 21 },
          { name: 'event history, eu-west-1', state: 'ok', lagSeconds: 300 },
        ],
      },
      quarantined: { count: 4 },
      missed: { missed: 2, at: '2026-03-02T00:10:00Z' },
      problems: { list: [{ what: 'source: logs', since: '2026-03-01T11:00:00Z' }] },
    });
    expect(attention.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Nothing comes through CloudWatch Logs',
        '2 events had not come through any source',
        '4 inputs in quarantine',
      ]),
    );
  });
});
