import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, expect, it } from '@jest/globals';
import { cloudWatchClient, cloudWatchMetrics, taggingClient } from '#adapters/aws/cloudwatch-metrics';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { systemClock } from '#adapters/aws/system-clock';
import { type EpochMs, epochMs, floorTo, isoFromMs } from '#core/time';
import { createHandler } from '#lambdas/watch-metrics/handler';
import { wireWatchMetrics } from '#lambdas/wiring/watch-metrics';
import { describeWithEmulator, type EmulatorUse } from '../support/emulator.ts';
import { functionGround, pointAtEmulator } from '../support/emulator-functions.ts';
import { runCli } from '../support/run-cli.ts';

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
/** A whole period that has settled. */
const BASE = floorTo(epochMs(systemClock.now() - 30 * MINUTE), STEP);
const HOSTS = 620;

interface Put {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly at: EpochMs;
  readonly value: number;
}

async function put(emulator: EmulatorUse, namespace: string, values: readonly Put[]): Promise<void> {
  const client = new CloudWatchClient(emulator.client());
  // A request may have 1,000 (CloudWatch quotas).
  for (let at = 0; at < values.length; at += 1_000) {
    const MetricData = values.slice(at, at + 1_000).map(({ metric, dimensions, at: when, value }) => ({
      ...{ MetricName: metric, Timestamp: new Date(when), Value: value, Unit: 'Percent' as const },
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
    await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  }
}

const hostName = (index: number): string => `h-${String(index).padStart(3, '0')}`;
const context = {
  getRemainingTimeInMillis: () => 60_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:watch-metrics',
};

describeWithEmulator('metrics, against the emulator', (emulator) => {
  beforeAll(() => pointAtEmulator(emulator));
  const reader = () => cloudWatchMetrics({ cloudWatch: cloudWatchClient(), tagging: taggingClient() });

  it('finds and reads more series than one request takes, each with its own values', async () => {
    const values = Array.from({ length: HOSTS }, (_, index) =>
      [0, 1, 2].map((step) => ({
        ...{ metric: 'cpu', dimensions: { Host: hostName(index), Stage: index % 2 === 0 ? 'prod' : 'test' } },
        ...{ at: epochMs(BASE + step * STEP), value: index + step / 10 },
      })),
    ).flat();
    await put(emulator, 'Many', values);
    const { series, more } = await reader().discover({ namespace: 'Many', names: ['cpu'] }, 1_000);
    expect(more).toBe(false);
    expect(series).toHaveLength(HOSTS);
    expect(series[7]?.name).toBe('Many/cpu{Host=h-007,Stage=test}');
    const prod = await reader().discover({ namespace: 'Many', dimensions: { Stage: ['prod'] } }, 1_000);
    expect(prod.series).toHaveLength(HOSTS / 2);

    const queries = series.map((one) => ({ series: one, statistic: 'Average', periodSeconds: 300 }));
    const answers = await reader().read(queries, { from: BASE, to: epochMs(BASE + 3 * STEP) });
    expect(answers.map(({ points }) => points.map(({ value }) => value))).toEqual(
      queries.map((_, index) => [index, index + 0.1, index + 0.2]),
    );
    expect(answers[0]?.points.map(({ at }) => at)).toEqual([BASE, BASE + STEP, BASE + 2 * STEP]);
  });

  it('selects series by the tags of what they measure', async () => {
    const sqs = new SQSClient(emulator.client());
    for (const [name, team] of [
      ['blue-jobs', 'blue'],
      ['red-jobs', 'red'],
    ] as const) {
      await sqs.send(new CreateQueueCommand({ QueueName: name, tags: { team } }));
    }
    const age = (queue: string) => ({ metric: 'Age', dimensions: { QueueName: queue }, at: BASE, value: 1 });
    await put(emulator, 'AWS/SQS', [age('blue-jobs'), age('red-jobs'), age('no-jobs')]);
    const { series } = await reader().discover({ namespace: 'AWS/SQS', tags: { team: ['blue'] } }, 10);
    expect(series.map(({ name }) => name)).toEqual(['AWS/SQS/Age{QueueName=blue-jobs}']);
  });

  it('opens, grows and closes a finding, wired as deployed', async () => {
    const tables = await functionGround(emulator);
    const file = join(mkdtempSync(join(tmpdir(), 'trailhound-metrics-')), 'metrics.json');
    const watch = {
      ...{ id: 'load', namespace: 'Wired', names: ['load'], baseline: false, severity: 'high' },
      thresholds: [{ above: 90, for: '3/3', clear: 80 }],
    };
    writeFileSync(file, JSON.stringify({ watches: [watch] }));
    const env = {
      ...{ TRAILHOUND_FINDINGS_TABLE: tables.findingsTable, TRAILHOUND_STATE_TABLE: tables.stateTable },
      ...{ TRAILHOUND_METRICS_FILE: file, TRAILHOUND_LOG_LEVEL: 'error' },
    };
    const deps = wireWatchMetrics(env);
    const dimensions = { Host: 'db-1' };
    const value = (step: number, of: number) => ({
      ...{ metric: 'load', dimensions, value: of, at: epochMs(BASE + step * STEP) },
    });
    /** The function as it runs when this many steps have settled. */
    const runAt = (steps: number) => {
      const now = epochMs(BASE + steps * STEP + 4 * MINUTE);
      return createHandler({ ...deps, clock: { ...systemClock, now: () => now } })({}, context);
    };
    const findings = async () => {
      const { findings: found } = await dynamoFindingStore(tables).query(
        { by: 'severity', severity: 'high' },
        { limit: 10 },
      );
      return Promise.all(found.map(({ findingId }) => dynamoFindingStore(tables).get(findingId)));
    };

    await put(
      emulator,
      'Wired',
      [50, 60, 95, 97, 99].map((of, step) => value(step, of)),
    );
    expect(await runAt(5)).toMatchObject({ series: 1, read: 1, points: 5, opened: 1, closed: 0, failed: [] });
    expect(await findings()).toMatchObject([
      {
        ...{ ruleId: 'trailhound:metric-threshold', status: 'open', count: 3, principal: 'db-1' },
        ...{ accountId: '123456789012', region: 'us-east-1', firstSeen: isoFromMs(epochMs(BASE + 2 * STEP)) },
        ...{ alert: { state: 'pending', cause: 'new' } },
        context: { kind: 'metric', series: 'Wired/load{Host=db-1}', points: [50, 60, 95, 97, 99] },
      },
    ]);
    expect(await runAt(5)).toMatchObject({ points: 0, opened: 0 });

    await put(emulator, 'Wired', [value(5, 98), value(6, 40), value(7, 41), value(8, 42)]);
    expect(await runAt(9)).toMatchObject({ points: 4, opened: 0, closed: 1 });
    expect(await findings()).toMatchObject([{ status: 'closed', count: 4 }]);
  });

  it('prints what it sees in an account, by the same watches', async () => {
    const dimensions = { Host: 'web-1' };
    const values = [10, 11, 99, 98, 97, 12, 11, 10].map((value, step) => ({
      ...{ metric: 'load', dimensions, value, at: epochMs(BASE + (step - 6) * STEP) },
    }));
    await put(emulator, 'Shown', values);
    const folder = mkdtempSync(join(tmpdir(), 'trailhound-metrics-'));
    const yaml = [
      'metrics:',
      '  watches:',
      '    - { namespace: Shown, names: [load], baseline: false, thresholds: [{ above: 90, for: 2/2 }] }',
    ];
    writeFileSync(join(folder, 'trailhound.yml'), yaml.join('\n'));
    const shown = await runCli(
      ['metrics', '--aws', '--config', 'trailhound.yml', '--since', '1d', '--format', 'ndjson'],
      { cwd: folder, clock: systemClock },
    );
    expect(shown).toMatchObject({ code: 0, err: expect.stringMatching(/1 metric asked for/) });
    expect(
      shown.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      {
        series: 'Shown/load{Host=web-1}',
        kind: 'threshold',
        peak: 99,
        start: isoFromMs(epochMs(BASE - 4 * STEP)),
      },
    ]);
  });
});
