import { beforeEach, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { systemClock } from '#adapters/aws/system-clock';
import { epochMs, floorTo, isoFromMs } from '#core/time';
import type { StoredCheckpoint } from '#core/trail-cursor';
import { createHandler } from '#lambdas/collect-cloudtrail/handler';
import { wireCollector } from '#lambdas/wiring/collector';
import type { TestTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import {
  compiledRules,
  functionEnvironment,
  functionGround,
  TRAIL_STOPPED,
} from '../support/emulator-functions.ts';

const RULES = compiledRules(TRAIL_STOPPED);

const SOON = { getRemainingTimeInMillis: () => 60_000 };
/** The middle of the hour before this one, so that one window holds all. */
const BASE = floorTo(systemClock.now(), 3_600_000) - 1_800_000;

const call = (region: string, index: number, eventName: string) => ({
  ...{
    eventVersion: '1.11',
    eventID: `${region}-${index}`,
    eventName,
    eventSource: 'cloudtrail.amazonaws.com',
  },
  ...{ eventTime: isoFromMs(epochMs(BASE + index * 1_000)), awsRegion: region, readOnly: false },
  ...{ recipientAccountId: '123456789012', sourceIPAddress: '198.51.100.7', eventType: 'AwsApiCall' },
  userIdentity: { type: 'IAMUser', userName: 'mallory', arn: 'arn:aws:iam::123456789012:user/mallory' },
});

// Each test has its own regions, because a history only grows; us-east-1 is always read, and holds what tests call.
describeWithEmulator('the collector function, wired as deployed, against the emulator', (emulator) => {
  let tables: TestTables;
  beforeEach(async () => {
    tables = await functionGround(emulator);
  });

  const handlerFor = (regions: string) =>
    createHandler(
      wireCollector({
        ...functionEnvironment(tables, RULES),
        ...{ TRAILHOUND_REGIONS: regions, TRAILHOUND_LOOK_BACK_MINUTES: '120' },
      }),
    );
  const findings = async () =>
    (await dynamoFindingStore(tables).query({ by: 'severity', severity: 'high' }, { limit: 50 })).findings;

  /** Has the next run begin before the injected history: by itself it would only read the overlap again. */
  const rewind = async (region: string) => {
    const state = dynamoStateStore(tables);
    const kept = await state.read<StoredCheckpoint>(`checkpoint#${region}`);
    const back = { coveredUntil: isoFromMs(epochMs(BASE)) };
    expect(await state.write(`checkpoint#${region}`, back, kept?.version, epochMs(4e12))).toBe(true);
  };

  it('turns history into a finding, keeps its place, and adds nothing the second time', async () => {
    const region = 'eu-west-3';
    const names = Array.from({ length: 120 }, (_, index) =>
      index % 40 === 7 ? 'StopLogging' : 'StartLogging',
    );
    await emulator.inject(
      region,
      names.map((name, index) => call(region, index, name)),
    );
    const handler = handlerFor(region);

    const first = await handler({}, SOON);
    expect(first).toMatchObject({ failed: [], resumes: false, counts: { matches: 3, created: 1, grown: 2 } });
    expect(await findings()).toMatchObject([
      { ruleTitle: 'A trail was stopped', count: 3, region, accountId: '123456789012' },
    ]);
    const checkpoint = await dynamoStateStore(tables).read<StoredCheckpoint>(`checkpoint#${region}`);
    expect(checkpoint?.value.coveredUntil).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:]{8}Z$/);
    expect(checkpoint?.value.slice).toBeUndefined();

    await rewind(region);
    const second = await handler({}, SOON);
    expect(second.counts).toMatchObject({ matches: 3, created: 0, grown: 0, unchanged: 3 });
    // One of the three on each of three pages, the first of which made the finding.
    expect(await findings()).toMatchObject([{ count: 3 }]);
  });

  it('counts each event once when two runs read the same history at the same time', async () => {
    const region = 'eu-west-4';
    await emulator.inject(
      region,
      Array.from({ length: 130 }, (_, index) => call(region, index, 'StopLogging')),
    );
    const reports = await Promise.all([handlerFor(region)({}, SOON), handlerFor(region)({}, SOON)]);
    expect(reports.flatMap((report) => report.failed)).toEqual([]);
    expect(reports.flatMap((report) => report.regions.map((one) => one.end)).sort()).toContain('another run');
    expect(await findings()).toMatchObject([{ count: 130 }]);
  });

  it('puts a record that is none into quarantine once, however often it is read', async () => {
    const region = 'eu-west-5';
    const deep = JSON.parse(`${'{"a":'.repeat(150)}1${'}'.repeat(150)}`) as object;
    await emulator.inject(region, [{ ...call(region, 1, 'StopLogging'), requestParameters: deep }]);
    await handlerFor(region)({}, SOON);
    await rewind(region);
    const report = await handlerFor(region)({}, SOON);
    expect(report.counts.quarantined).toBe(1);
    expect(await dynamoQuarantine({ ...tables, clock: systemClock }).list(10)).toMatchObject([
      {
        source: `event-history:${region}`,
        reason: 'CloudTrailEvent: nested more than 100 levels deep (limit)',
      },
    ]);
  });
});
