import { beforeEach, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { systemClock } from '#adapters/aws/system-clock';
import { subscriptionPayload } from '#adapters/local/subscription-payload';
import type { HeartbeatItem } from '#app/heartbeat';
import type { ReconcileResult } from '#app/reconcile';
import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, epochMs, floorTo, isoFromMs } from '#core/time';
import { createHandler as collector } from '#lambdas/collect-cloudtrail/handler';
import { createHandler as watchLogs } from '#lambdas/watch-logs/handler';
import { wireCollector } from '#lambdas/wiring/collector';
import { wireTriage } from '#lambdas/wiring/triage';
import type { TestTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { compiledRules, functionEnvironment, functionGround } from '../support/emulator-functions.ts';
import { rulesOf, THREE_RULES } from '../support/triaging.ts';

// Without the rule for reads: then writes are all that is asked for.
const RULES = compiledRules(rulesOf(THREE_RULES.slice(0, 2)));

const MINUTE = 60_000;
const TIME = { getRemainingTimeInMillis: () => 120_000 };
const PARAMETER = '/trailhound/heartbeat';
const NOW = floorTo(systemClock.now(), 1_000);
const ago = (ms: number): EpochMs => epochMs(NOW - ms);

const call = (region: string, index: number, at: EpochMs): CloudTrailRecord => ({
  ...{ eventVersion: '1.11', eventID: `${region}-${index}`, eventName: 'StopLogging' },
  ...{ eventSource: 'cloudtrail.amazonaws.com', eventTime: isoFromMs(at), awsRegion: region },
  ...{ recipientAccountId: '123456789012', sourceIPAddress: '198.51.100.7', readOnly: false },
  ...{ eventType: 'AwsApiCall', userIdentity: { type: 'IAMUser', userName: `user-${index % 7}` } },
});

// Each test has its own region, because a history only grows.
describeWithEmulator('reconciling, wired as deployed, against the emulator', (emulator) => {
  let tables: TestTables;
  beforeEach(async () => {
    tables = await functionGround(emulator);
  });

  const env = () => ({
    ...functionEnvironment(tables, RULES),
    TRAILHOUND_HEARTBEAT: PARAMETER,
  });
  const bring = (records: readonly CloudTrailRecord[]) =>
    watchLogs(wireTriage(env(), 'watch-logs'))(
      subscriptionPayload(
        records.map((record) => ({ record })),
        { accountId: '123456789012', logGroup: 'trail', logStream: 'one' },
      ),
    );
  const reconcile = (
    region: string,
    handler = collector(wireCollector({ ...env(), TRAILHOUND_REGIONS: region })),
  ) => handler({ mode: 'reconcile' }, TIME);
  const result = async () =>
    (await dynamoStateStore(tables).read<ReconcileResult>('reconcile-result'))?.value;
  const counted = async () => {
    const { findings } = await dynamoFindingStore(tables).query(
      { by: 'status', status: 'open' },
      { limit: 500 },
    );
    return findings.reduce((sum, { count }) => sum + count, 0);
  };

  it('finds exactly what a door missed, says how much, and finds nothing the second time', async () => {
    const region = 'eu-central-2';
    // From 65 minutes to 21 hours ago, so that all of it is late, and none of it older than the first run looks.
    const records = Array.from({ length: 120 }, (_, index) =>
      call(region, index, ago(65 * MINUTE + index * 10 * MINUTE)),
    );
    await emulator.inject(region, records);
    await bring(records.filter((_, index) => index % 5 !== 2));
    expect(await counted()).toBe(2 * 96);

    expect(await reconcile(region)).toMatchObject({ failed: [], resumes: false, missed: 2 * 24 });
    expect(await counted()).toBe(2 * 120);
    expect(await result()).toMatchObject({ missed: 48, regions: ['us-east-1', region], unfinished: [] });

    expect(await reconcile(region)).toMatchObject({ failed: [], missed: 0 });
    expect(await result()).toMatchObject({ missed: 0, lastGap: { missed: 48 } });
    expect(await counted()).toBe(2 * 120);
  });

  it('counts each gap once when two runs meet', async () => {
    const region = 'ap-southeast-3';
    const records = Array.from({ length: 130 }, (_, index) =>
      call(region, index, ago(70 * MINUTE + index * 1_000)),
    );
    await emulator.inject(region, records);
    const reports = await Promise.all([reconcile(region), reconcile(region)]);
    const missed = reports.map((report) => ('missed' in report ? report.missed : Number.NaN));
    expect(missed.reduce((sum, one) => sum + one, 0)).toBe(2 * 130);
    expect(await counted()).toBe(2 * 130);
  });

  it('hears the heartbeat through a log subscription and through the event history', async () => {
    const region = 'ap-southeast-4';
    const beat: CloudTrailRecord = {
      ...call(region, 1, ago(MINUTE)),
      ...{
        eventName: 'PutParameter',
        eventSource: 'ssm.amazonaws.com',
        requestParameters: { name: PARAMETER },
      },
    };
    await emulator.inject(region, [beat]);
    await bring([beat]);
    await collector(wireCollector({ ...env(), TRAILHOUND_REGIONS: region }))({}, TIME);

    const state = dynamoStateStore(tables);
    for (const door of ['logs', 'event-history']) {
      const item = await state.read<HeartbeatItem>(`heartbeat#${door}`);
      expect(item?.value).toMatchObject({ eventTime: beat['eventTime'] });
      expect(item?.value.latencyMs).toBeGreaterThanOrEqual(MINUTE);
      expect(item?.value.latencyMs).toBeLessThan(30 * MINUTE);
    }
  });
});
