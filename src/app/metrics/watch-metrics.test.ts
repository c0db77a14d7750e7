import { describe, expect, it } from '@jest/globals';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { readMetricWatches } from '#config/metric-watch';
import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import { type MetricReader, type MetricSeries, type MetricWatch, seriesName } from '#ports/metric-reader';
import type { StateStore } from '#ports/state-store';
import { loadDetection } from '#sigma/detection/detection';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { activeSuppressions } from '../suppressions.ts';
import type { WatchMetricsDeps } from './metrics-deps.ts';
import { watchMetrics } from './watch-metrics.ts';
import { stateKeyOf } from './watched-series.ts';

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const DAY = 86_400_000;
/** Of the first point of every test. */
const START = parseTime('2026-03-01T09:00:00Z')!;
const time = (step: number): EpochMs => epochMs(START + step * STEP);
const iso = (step: number): string => isoFromMs(time(step));

function watchesOf(...watches: readonly object[]): readonly MetricWatch[] {
  const config = readMetricWatches({ watches });
  if (!config.ok) throw new Error(config.error.join('\n'));
  return config.value.watches;
}
const LOAD = watchesOf({
  ...{ id: 'load', title: 'Load', namespace: 'App', names: ['load'], baseline: false, unit: 'Percent' },
  ...{ severity: 'high', thresholds: [{ above: 90, for: '3/3', clear: 80 }] },
});
const BEAT = watchesOf({
  ...{ id: 'beat', title: 'Heartbeat', namespace: 'App', names: ['load'], baseline: false },
  thresholds: [{ above: 1e9, for: '3/3', missing: 'breaching' }],
});

const seriesOf = (host: string): MetricSeries => {
  const named = { namespace: 'App', metric: 'load', dimensions: { Host: host } };
  return { name: seriesName(named), ...named };
};

/** Hosts with a value a step from `START` on; `null` where none came. */
type Given = Record<string, (number | null)[]>;

/** An account with one metric; it lists a series for three hours after its last value, as CloudWatch does. */
function account(given: Given, now: () => EpochMs): MetricReader {
  const pointsOf = (host: string, from: number, to: number) =>
    (given[host] ?? []).flatMap((value, step) => {
      const at = time(step);
      return value === null || at < from || at >= to || at > now() ? [] : [{ at, value }];
    });
  return {
    discover: async (_selection, most) => {
      const listed = Object.keys(given)
        .filter((host) => pointsOf(host, now() - 3 * 3_600_000, now()).length > 0)
        .sort();
      return { series: listed.slice(0, most).map(seriesOf), more: listed.length > most };
    },
    read: async (queries, { from, to }) =>
      queries.map(({ series }) => ({ points: pointsOf(series.dimensions['Host'] ?? '', from, to) })),
  };
}

function setUp(given: Given, changed: Partial<WatchMetricsDeps> = {}) {
  const clock = fakeClock('2026-03-01T09:00:00Z');
  const findings = memoryFindingStore();
  const state = memoryStateStore();
  const warnings: string[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: (text: string) => warnings.push(text),
    error: (text: string) => warnings.push(text),
  };
  const deps: WatchMetricsDeps = {
    ...{ clock, findings, state, log, reader: account(given, clock.now) },
    suppressions: activeSuppressions([], clock.now()),
    account: { accountId: '123456789012', region: 'eu-west-1' },
    limits: { maxSeries: 100, lookBackMs: 14 * DAY },
    settings: { alertFloor: 'medium', retentionDays: 90 },
    ...changed,
  };
  /** Runs when `steps` points have settled. */
  const runAt = (steps: number, watches = LOAD, with_: Partial<WatchMetricsDeps> = {}) => {
    clock.advance(START + steps * STEP + 4 * MINUTE - clock.now());
    return watchMetrics(watches, epochMs(clock.now() + MINUTE), { ...deps, ...with_ });
  };
  const all = (): readonly Finding[] => findings.all();
  /** As the notifier does. */
  const send = async () => {
    for (const finding of await findings.pendingAlerts(10))
      await findings.markAlert(finding, { state: 'sent', at: isoFromMs(clock.now()) });
  };
  return { deps, clock, findings, state, runAt, all, send, warnings };
}

const BUSY = [50, 60, 95, 97, 99];

describe('watchMetrics', () => {
  it('makes one finding of an episode, which says what is measured, where and since when', async () => {
    const { runAt, all } = setUp({ a: BUSY, b: [1, 2, 3, 4, 5] });
    expect(await runAt(5)).toEqual({
      ...{ series: 2, read: 2, points: 10, opened: 1, closed: 0, left: 0, cut: [], failed: [] },
    });
    expect(all()).toMatchObject([
      {
        ...{ ruleId: 'trailhound:metric-threshold', ruleTitle: 'Load: over its limit', severity: 'high' },
        ...{ status: 'open', count: 3, principal: 'a', eventSource: 'App', eventName: 'load' },
        ...{ accountId: '123456789012', region: 'eu-west-1', firstSeen: iso(2), lastSeen: iso(4) },
        summary: 'load of a is 95 Percent: the limit is 90',
        alert: { state: 'pending', cause: 'new' },
        context: {
          ...{ kind: 'metric', series: 'App/load{Host=a}', unit: 'Percent', start: iso(2), at: iso(4) },
          ...{ peak: 99, expected: 90, step: 300, points: BUSY },
        },
      },
    ]);
    expect(all()[0]?.context).not.toHaveProperty('end');
  });

  it('lets it grow while it lasts, closes it by itself, and tells who was told', async () => {
    const given = { a: [...BUSY, 98, 85, 40, 41, 42] };
    const { runAt, all, send } = setUp(given);
    await runAt(5);
    await send();
    await runAt(6);
    expect(all()).toMatchObject([{ status: 'open', count: 4, lastSeen: iso(5), alert: { state: 'sent' } }]);
    expect(await runAt(10)).toMatchObject({ points: 4, closed: 1 });
    expect(all()).toMatchObject([
      {
        ...{ status: 'closed', count: 4, closedReason: 'its values are usual again' },
        alert: { state: 'pending', cause: 'recovered' },
        context: { end: expect.any(String) },
      },
    ]);
    await send();
    expect(await runAt(10)).toMatchObject({ points: 0, opened: 0, closed: 0 });
    expect(all()).toMatchObject([{ status: 'closed', alert: { state: 'sent' } }]);
  });

  it('makes another finding of the next episode', async () => {
    const { runAt, all } = setUp({ a: [...BUSY, 10, 11, 12, 99, 99, 99] });
    await runAt(5);
    await runAt(8);
    await runAt(11);
    const found = [...all()].sort((a, b) => (a.firstSeen < b.firstSeen ? -1 : 1));
    expect(found.map(({ status, firstSeen }) => [status, firstSeen])).toEqual([
      ['closed', iso(2)],
      ['open', iso(8)],
    ]);
  });

  it('keeps one finding open until the last of the thresholds is over that one point crossed', async () => {
    const two = watchesOf({
      ...{ id: 'load', title: 'Load', namespace: 'App', names: ['load'], baseline: false },
      thresholds: [{ above: 80 }, { above: 90 }],
    });
    const { runAt, all } = setUp({ a: [50, 95, 85, 86, 87, 40] });
    await runAt(2, two);
    for (const steps of [3, 4]) {
      expect(await runAt(steps, two)).toMatchObject({ closed: 0 });
      expect(all()).toMatchObject([{ status: 'open', count: steps - 1 }]);
    }
    expect(await runAt(6, two)).toMatchObject({ closed: 1 });
    expect(all()).toMatchObject([{ status: 'closed', count: 4, alert: { cause: 'new' } }]);
  });

  it('tells of an episode that began and ended between two runs', async () => {
    const { runAt, all } = setUp({ a: [50, 60, 95, 97, 99, 20, 20, 20] });
    await runAt(2);
    await runAt(8);
    expect(all()).toMatchObject([{ status: 'closed', count: 3, alert: { state: 'pending', cause: 'new' } }]);
  });

  it('learns from history without telling of it, but for what still lasts', async () => {
    const over = setUp({ a: [...BUSY, 10, 10, 10] });
    expect(await over.runAt(8)).toMatchObject({ points: 8 });
    expect(over.all()).toEqual([]);
    const lasts = setUp({ a: BUSY });
    await lasts.runAt(5);
    expect(lasts.all()).toHaveLength(1);
  });

  it('keeps a covered episode from alerting, and closes nothing of it', async () => {
    const detection = loadDetection({ load: { 'dimensions.Host': 'a' }, condition: 'load' });
    if (!detection.ok) throw new Error(detection.error.join());
    const entry = {
      ...{
        id: 'batch',
        rules: ['trailhound:metric-threshold'],
        detection: detection.value,
        reason: 'nightly',
      },
      ...{ owner: 'ops', expiresAt: epochMs(START + DAY), place: 's.yml:1' },
    };
    const { runAt, all } = setUp(
      { a: [...BUSY, 1, 1, 1], b: BUSY },
      { suppressions: activeSuppressions([entry], START) },
    );
    await runAt(5);
    const shown = () => all().map(({ principal, status, alert }) => `${principal} ${status} ${alert.state}`);
    expect([...shown()].sort()).toEqual(['a suppressed none', 'b open pending']);
    await runAt(8);
    expect([...shown()].sort()).toEqual(['a suppressed none', 'b open pending']);
  });

  it('writes what it remembers only when something happened, or every two hours', async () => {
    const given = { a: Array.from({ length: 60 }, () => 10) };
    const { state, runAt } = setUp(given);
    const writes: string[] = [];
    const noting: StateStore = {
      ...state,
      write: (key, ...rest) => {
        writes.push(key.split('#')[0] ?? '');
        return state.write(key, ...rest);
      },
    };
    await runAt(1, LOAD, { state: noting });
    for (let steps = 2; steps < 25; steps += 1) await runAt(steps, LOAD, { state: noting });
    expect(writes).toEqual(['metric']);
    await runAt(25, LOAD, { state: noting });
    expect(writes).toEqual(['metric', 'metric']);
  });
});

describe('watchMetrics, when values do not come', () => {
  it('waits for what is late before it goes on, and takes it in its order', async () => {
    const given: Given = { a: [50, 95, null, 97, 99] };
    const { runAt, all } = setUp(given);
    await runAt(2);
    // 14 minutes after the end of the third period it counts as missing; before, nothing behind it is taken.
    expect(await runAt(4)).toMatchObject({ points: 0 });
    given['a']![2] = 96;
    expect(await runAt(5)).toMatchObject({ points: 3, opened: 1 });
    expect(all()).toMatchObject([{ count: 4, firstSeen: iso(1) }]);
  });

  it('tells of a host that stopped to report, and that it is back', async () => {
    const silent = Array.from({ length: 10 }, () => null);
    const { runAt, all } = setUp({ a: [1, 2, 3, ...silent, 4, 5, 6, 7, 8] });
    await runAt(3, BEAT);
    await runAt(12, BEAT);
    expect(all()).toMatchObject([
      {
        ruleId: 'trailhound:metric-missing',
        ruleTitle: 'Heartbeat: no longer reported',
        status: 'open',
        firstSeen: iso(3),
      },
    ]);
    expect(all()[0]?.summary).toBe('load of a is no longer reported');
    await runAt(18, BEAT);
    expect(all()).toMatchObject([{ status: 'closed', closedReason: 'its values are usual again' }]);
  });

  it('goes on looking at a series that is not listed any more, and gives it up after a day', async () => {
    const { runAt, all } = setUp({ a: [1, 2, 3], b: Array.from({ length: 400 }, () => 1) });
    await runAt(3, BEAT);
    await runAt(12, BEAT);
    expect(all()).toMatchObject([{ status: 'open' }]);
    expect(await runAt(12 * 6, BEAT)).toMatchObject({ series: 2 });
    expect(all()).toMatchObject([{ status: 'open' }]);
    await runAt(12 * 25, BEAT);
    expect(all()).toMatchObject([{ status: 'closed', closedReason: expect.stringMatching(/probably gone/) }]);
    expect(await runAt(12 * 26, BEAT)).toMatchObject({ series: 1 });
  });
});

describe('watchMetrics, within its limits', () => {
  const many: Given = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`h${String(index).padStart(3, '0')}`, BUSY]),
  );

  it('watches no more series than allowed, and says so', async () => {
    const { runAt, warnings } = setUp(many, { limits: { maxSeries: 40, lookBackMs: DAY } });
    expect(await runAt(5)).toMatchObject({ series: 40, cut: ['load'] });
    expect(warnings).toEqual([expect.stringMatching(/NOT watched/)]);
  });

  it('stops before its time limit, and the next run goes on with the others', async () => {
    const { deps, runAt, all, clock } = setUp(many, { limits: { maxSeries: 1_000, lookBackMs: DAY } });
    let reads = 0;
    const slow: MetricReader = {
      ...deps.reader,
      read: async (...asked) => {
        reads += 1;
        if (reads % 2 === 1) clock.advance(2 * MINUTE);
        return deps.reader.read(...asked);
      },
    };
    const first = await runAt(5, LOAD, { reader: slow });
    expect(first).toMatchObject({ series: 300, read: 174, left: 126 });
    clock.advance(-2 * MINUTE);
    const second = await runAt(5);
    expect(second).toMatchObject({ left: 0 });
    expect(all()).toHaveLength(300);
    expect(first.opened + second.opened).toBe(300);
  });

  it('names what could not be read, and reads the rest', async () => {
    const { deps, runAt, all } = setUp({ a: BUSY, b: BUSY });
    const reader: MetricReader = {
      ...deps.reader,
      read: async (queries, span) =>
        (await deps.reader.read(queries, span)).map((answer, index) =>
          index === 0 ? { ...answer, problem: 'InternalError' } : answer,
        ),
    };
    expect(await runAt(5, LOAD, { reader })).toMatchObject({
      read: 1,
      failed: [expect.stringMatching(/: InternalError$/)],
    });
    expect(await runAt(5)).toMatchObject({ opened: 1, failed: [] });
    expect(all()).toHaveLength(2);
  });

  it('watches the others when the series of one watch can not be listed', async () => {
    const { deps, runAt } = setUp({ a: BUSY });
    const two = watchesOf(
      { id: 'broken', namespace: 'Other' },
      { id: 'load', namespace: 'App', names: ['load'] },
    );
    const reader: MetricReader = {
      ...deps.reader,
      discover: async (selection, most) => {
        if (selection.namespace === 'Other') throw new TrailhoundError('TH_METRICS_READ', 'AccessDenied');
        return deps.reader.discover(selection, most);
      },
    };
    expect(await runAt(5, two, { reader })).toMatchObject({ series: 1, read: 1, failed: ['broken'] });
  });

  it('asks once for a series that two watches look at', async () => {
    const { deps, runAt, all } = setUp({ a: BUSY });
    const asked: number[] = [];
    const reader: MetricReader = {
      ...deps.reader,
      read: async (queries, span) => {
        asked.push(queries.length);
        return deps.reader.read(queries, span);
      },
    };
    await runAt(5, [...LOAD, ...LOAD.map((watch) => ({ ...watch, id: 'again', severity: 'low' as const }))], {
      reader,
    });
    expect(asked).toEqual([1]);
    expect([...all().map(({ severity }) => severity)].sort()).toEqual(['high', 'low']);
  });
});

describe('watchMetrics, with what no table takes', () => {
  it('remembers limits and peaks as numbers that a table takes', async () => {
    const tiny = watchesOf({
      id: 'load',
      namespace: 'App',
      baseline: false,
      thresholds: [{ above: 5e-324 }],
    });
    const { runAt, state, all } = setUp({ a: [0, 0, 1e-200] });
    await runAt(3, tiny);
    const kept = await state.read(stateKeyOf({ watch: { id: 'load' }, series: seriesOf('a') }));
    expect(kept?.value).toMatchObject({ open: [{ peak: 0, expected: 0 }] });
    expect(all()).toMatchObject([{ context: { peak: 0, expected: 0, points: [0, 0, 0] } }]);
  });

  it('remembers no more than an item takes', async () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(20_000, 'x'));
    const { runAt, state, all } = setUp(Object.fromEntries(hosts.map((host) => [host, BUSY])));
    await runAt(5);
    expect(all()).toHaveLength(40);
    const kept = await state.read('metric-open');
    expect(kept?.value).toHaveLength(7);
    expect(JSON.stringify(kept?.value).length).toBeLessThan(400_000);
  });
});

describe('watchMetrics, when watches change', () => {
  it('learns anew what is judged in another way, and closes what that no longer sees', async () => {
    const { runAt, all } = setUp({ a: [...BUSY, 99, 99, 99] });
    await runAt(5);
    expect(all()).toHaveLength(1);
    const higher = LOAD.map((watch) => ({
      ...watch,
      thresholds: [{ above: 200, m: 1, n: 1, missing: 'ignore' as const }],
    }));
    await runAt(6, higher);
    expect(all()).toMatchObject([
      { status: 'closed', closedReason: expect.stringMatching(/watch was changed/) },
    ]);
  });

  it('keeps an episode that the changed watch sees too', async () => {
    const { runAt, all } = setUp({ a: [...BUSY, 99] });
    await runAt(5);
    const other = LOAD.map((watch) => ({
      ...watch,
      thresholds: [{ above: 91, m: 3, n: 3, missing: 'ignore' as const }],
    }));
    await runAt(6, other);
    expect(all()).toMatchObject([{ status: 'open', count: 4 }]);
  });

  it('closes what no watch looks at any more', async () => {
    const { runAt, all } = setUp({ a: [...BUSY, 99] });
    await runAt(5);
    await runAt(6, watchesOf({ id: 'other', namespace: 'Nothing' }));
    expect(all()).toMatchObject([{ status: 'closed', closedReason: 'it is no longer watched' }]);
  });
});

describe('watchMetrics, crashing', () => {
  const GIVEN: Given = {
    a: [...BUSY, 98, 40, 41, 42, 99, 99, 99],
    b: [1, 2, 99, 99, 99, 99, 1, 1, 1, 1, 1, 1],
    c: Array.from({ length: 12 }, () => 5),
  };
  const RUNS = [2, 4, 5, 6, 9, 12];

  /** Everything that a repetition must not change. */
  const outcome = (findings: readonly Finding[]) =>
    findings
      .map(({ createdAt: _c, updatedAt: _u, expiresAt: _e, notes, ...rest }) => ({
        ...rest,
        notes: notes.map(({ text }) => text),
      }))
      .sort((a, b) => (a.findingId < b.findingId ? -1 : 1));

  /** Runs them all; the call with this number fails, before or after it had its effect, and that run is repeated. */
  async function history(failing: number, isAfter: boolean) {
    const { deps, runAt, all } = setUp(GIVEN);
    let calls = 0;
    const guarded =
      <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        calls += 1;
        const fails = calls === failing;
        if (fails && !isAfter) throw new Error('crash');
        const answer = await call(...args);
        if (fails) throw new Error('crash');
        return answer;
      };
    const crashing: Partial<WatchMetricsDeps> = {
      reader: { discover: guarded(deps.reader.discover), read: guarded(deps.reader.read) },
      state: {
        read: guarded(deps.state.read) as StateStore['read'],
        write: guarded(deps.state.write) as StateStore['write'],
      },
      findings: {
        ...deps.findings,
        record: guarded(deps.findings.record),
        change: guarded(deps.findings.change as never) as unknown as WatchMetricsDeps['findings']['change'],
      },
    };
    for (const steps of RUNS) {
      await runAt(steps, LOAD, crashing).catch(async (error: unknown) => {
        if (!(error instanceof Error) || error.message !== 'crash') throw error;
        await runAt(steps, LOAD, crashing);
      });
    }
    return { outcome: outcome(all()), calls };
  }

  it('comes to the same findings wherever a run dies and is repeated', async () => {
    const whole = await history(0, false);
    expect(whole.outcome.map(({ status, count }) => [status, count]).sort()).toEqual([
      ['closed', 4],
      ['closed', 4],
      ['open', 3],
    ]);
    for (let failing = 1; failing <= whole.calls; failing += 1) {
      for (const isAfter of [false, true]) {
        const { outcome: found } = await history(failing, isAfter);
        expect({ failing, isAfter, found }).toEqual({ failing, isAfter, found: whole.outcome });
      }
    }
  });
});
