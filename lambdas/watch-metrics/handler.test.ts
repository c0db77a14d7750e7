import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { activeSuppressions } from '#app/suppressions';
import { readMetricWatches } from '#config/metric-watch';
import { type EpochMs, epochMs } from '#core/time';
import { type MetricReader, seriesName } from '#ports/metric-reader';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { wireWatchMetrics } from '../wiring/watch-metrics.ts';
import { createHandler, type WatchMetricsHandlerDeps } from './handler.ts';

const STEP = 300_000;

function setUp(problem?: string) {
  const clock = fakeClock('2026-03-01T09:00:00Z');
  const named = { namespace: 'App', metric: 'load', dimensions: { Host: 'a' } };
  const at = (step: number): EpochMs => epochMs(clock.now() - (10 - step) * STEP);
  const reader: MetricReader = {
    discover: async () => ({ series: [{ name: seriesName(named), ...named }], more: false }),
    read: async () => [
      {
        points: [1, 2, 95, 96, 97].map((value, step) => ({ at: at(step), value })),
        ...(problem === undefined ? {} : { problem }),
      },
    ],
  };
  const watches = readMetricWatches({
    watches: [{ namespace: 'App', baseline: false, thresholds: [{ above: 90, for: '3/3' }] }],
  });
  if (!watches.ok) throw new Error(watches.error.join('\n'));
  const findings = memoryFindingStore();
  const metrics = notedMetrics();
  const deps: WatchMetricsHandlerDeps = {
    ...{ clock, reader, findings, metrics, log: quietLog, state: memoryStateStore() },
    ...{ watches: watches.value.watches, suppressions: activeSuppressions([], clock.now()) },
    limits: { maxSeries: 10, lookBackMs: 86_400_000 },
    settings: { alertFloor: 'medium', retentionDays: 90 },
    stopMarginMs: 20_000,
  };
  return { deps, findings, metrics };
}

const call = (ms: number) => ({
  getRemainingTimeInMillis: () => ms,
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:watch-metrics',
});

describe('the function that watches metrics', () => {
  it('takes account and region from its own name', async () => {
    const { deps, findings, metrics } = setUp();
    expect(await createHandler(deps)({}, call(60_000))).toMatchObject({ series: 1, opened: 1, left: 0 });
    expect(findings.all()).toMatchObject([{ accountId: '123456789012', region: 'eu-west-1' }]);
    expect(metrics.flushed).toHaveLength(1);
  });

  it('begins nothing in the margin before its time limit', async () => {
    const { deps, findings } = setUp();
    expect(await createHandler(deps)({}, call(20_000))).toMatchObject({ read: 0, left: 1 });
    expect(findings.all()).toEqual([]);
  });

  it('fails when a series could not be read, and names it', async () => {
    const { deps, metrics } = setUp('InternalError');
    await expect(createHandler(deps)({}, call(60_000))).rejects.toMatchObject({
      code: 'TH_METRICS_READ',
      message: expect.stringMatching(/^0 of 1 series read; .*\nApp\/load\{Host=a\}: InternalError$/s),
    });
    expect(metrics.flushed).toHaveLength(1);
  });
});

describe('wireWatchMetrics', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-metrics-'));
  const env = (content: string | undefined) => {
    const path = join(folder, 'metrics.json');
    if (content !== undefined) writeFileSync(path, content);
    return {
      ...{ TRAILHOUND_FINDINGS_TABLE: 'findings', TRAILHOUND_STATE_TABLE: 'state' },
      TRAILHOUND_METRICS_FILE: content === undefined ? join(folder, 'none.json') : path,
    };
  };

  it('carries settings over in the units that the use case takes', () => {
    const deps = wireWatchMetrics(env('{"maxSeries": 5, "lookBackDays": 2}'));
    expect(deps).toMatchObject({ limits: { maxSeries: 5, lookBackMs: 172_800_000 }, stopMarginMs: 20_000 });
    expect(deps.watches.length).toBeGreaterThan(10);
  });

  it.each([
    { name: 'missing', content: undefined, says: /not readable/ },
    { name: 'no JSON', content: '{"secret"', says: /cut off/ },
    { name: 'wrong', content: '{"watches":[{}]}', says: /metrics\.watches\[0\]\.namespace: found nothing/ },
  ])('stops the cold start on a file that is $name', ({ content, says }) => {
    expect(() => wireWatchMetrics(env(content))).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED', message: expect.stringMatching(says) }),
    );
  });
});
