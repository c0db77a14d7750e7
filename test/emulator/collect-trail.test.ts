import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from '@jest/globals';
import { cloudTrailClients, cloudTrailReader } from '#adapters/aws/cloudtrail-reader';
import { systemClock } from '#adapters/aws/system-clock';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { collectRange, type RangeRequest } from '#app/collect-range';
import type { CollectRequest } from '#app/collect-region';
import { collectTrail } from '#app/collect-trail';
import { type EpochMs, epochMs, floorTo, isoFromMs } from '#core/time';
import type { StoredCheckpoint } from '#core/trail-cursor';
import type { TrailReader } from '#ports/trail-reader';
import { collecting, virtualClock } from '../support/collecting.ts';
import { describeWithEmulator, type EmulatorUse } from '../support/emulator.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** The emulator lives in real time: histories end now, and what a test waits for passes on a clock of its own. */
const NOW = floorTo(systemClock.now(), 1_000);
const cursor = { overlapMs: 20 * MINUTE, lookBackMs: 60 * MINUTE };
const ago = (ms: number): EpochMs => epochMs(NOW - ms);

const record = (eventID: string, at: EpochMs, eventName = 'CreateUser') => ({
  ...{ eventVersion: '1.11', eventID, eventName, eventSource: 'iam.amazonaws.com', eventTime: isoFromMs(at) },
  ...{ awsRegion: 'us-east-1', recipientAccountId: '123456789012', sourceIPAddress: '198.51.100.7' },
  ...{ readOnly: eventName.startsWith('Get'), userIdentity: { type: 'IAMUser', userName: 'mallory' } },
});

/** `count` records, evenly over the time before now, oldest last. */
const spread = (prefix: string, count: number, overMs: number, eventName?: string) =>
  Array.from({ length: count }, (_, index) =>
    record(`${prefix}-${index}`, floorTo(ago((index * overMs) / count), 1_000), eventName),
  );

function setUp(emulator: EmulatorUse, start: EpochMs = NOW) {
  const { credentials, endpoint } = emulator.client();
  const clock = virtualClock(start);
  const reader = cloudTrailReader(cloudTrailClients({ credentials, endpoint }));
  const deps = collecting({ clock, reader, state: memoryStateStore() });
  const run = (region: string, change: Partial<CollectRequest> = {}, use: { reader?: TrailReader } = {}) =>
    collectTrail(
      {
        regions: [region],
        writesOnly: true,
        cursor,
        deadline: epochMs(clock.now() + 30 * MINUTE),
        ...change,
      },
      { ...deps, ...use },
    );
  const range = (request: Partial<RangeRequest>) =>
    collectRange(
      { regions: ['us-east-1'], from: ago(7 * DAY), to: NOW, writesOnly: false, ...request },
      deps,
    );
  const kept = async (region: string) =>
    (await deps.state.read<StoredCheckpoint>(`checkpoint#${region}`))?.value ?? { coveredUntil: 'never' };
  const stored = (prefix: string) =>
    [...deps.seen.stored.keys()].filter((id) => id.startsWith(prefix)).length;
  return { clock, deps, run, range, kept, stored, seen: deps.seen };
}

/** A reader that dies, with everything after it, at the given page: as a kill between two pages. */
function dyingAt(page: number, reader: TrailReader): TrailReader {
  let asked = 0;
  return {
    page: async (request) => {
      asked += 1;
      if (asked >= page) throw new Error('killed');
      return reader.page(request);
    },
  };
}

// Each test has a region to itself, because a history only grows.
describeWithEmulator('the collector against an emulated event history', (emulator) => {
  it('reads 400 events of seven days in pages of 50, newest first', async () => {
    await emulator.inject('eu-west-1', spread('week', 400, 7 * DAY));
    const { run, seen, stored, kept } = setUp(emulator);
    const report = await run('eu-west-1', { cursor: { ...cursor, lookBackMs: 7 * DAY } });
    expect(report).toMatchObject({
      resumes: false,
      regions: [{ pages: 8, end: 'done' }],
      counts: { events: 400 },
    });
    expect(stored('week')).toBe(400);
    expect([...seen.stored.keys()].slice(0, 3)).toEqual(['week-0', 'week-1', 'week-2']);
    expect(await kept('eu-west-1')).toMatchObject({ coveredUntil: isoFromMs(NOW) });
  });

  it('keeps regions apart, each with its own checkpoint and its own two requests a second', async () => {
    const regions = ['eu-north-1', 'eu-south-1', 'eu-central-2'];
    await Promise.all(regions.map((region) => emulator.inject(region, spread(region, 170, 50 * MINUTE))));
    const { run, seen, stored, kept } = setUp(emulator);
    await run('', { regions });
    expect(regions.map(stored)).toEqual([170, 170, 170]);
    for (const region of regions) {
      expect((await kept(region)).coveredUntil).toBe(isoFromMs(NOW));
      const times = seen.asked.filter((one) => one.region === region).map((one) => one.when - NOW);
      expect(times).toHaveLength(4);
      expect(times.every((time, index) => index < 2 || time - (times[index - 2] ?? 0) >= 1_000)).toBe(true);
    }
  });

  it('cut after three pages, goes on in the next run and finds everything', async () => {
    await emulator.inject('eu-west-2', spread('cut', 400, 55 * MINUTE));
    const { clock, run, kept, stored } = setUp(emulator);
    const cut = await run('eu-west-2', { deadline: epochMs(NOW + 1_500) });
    expect(cut).toMatchObject({ resumes: true, regions: [{ end: 'deadline', pages: 3 }] });
    expect(await kept('eu-west-2')).toMatchObject({
      coveredUntil: isoFromMs(ago(60 * MINUTE)),
      slice: { readDownTo: record('', floorTo(ago((124 * 55 * MINUTE) / 400), 1_000)).eventTime },
    });
    clock.advance(5 * MINUTE);
    expect(await run('eu-west-2')).toMatchObject({ resumes: false, regions: [{ end: 'done' }] });
    expect(stored('cut')).toBe(400);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('killed at page %i, finds everything in the next run', async (page) => {
    const region = `us-kill-${page}`;
    await emulator.inject(region, spread('kill', 400, 55 * MINUTE));
    const { clock, deps, run, stored } = setUp(emulator);
    const killed = await run(region, {}, { reader: dyingAt(page, deps.reader) });
    expect(killed.failed).toEqual([region]);
    expect(stored('kill')).toBe(50 * (page - 1));
    clock.advance(MINUTE);
    expect((await run(region)).failed).toEqual([]);
    expect(stored('kill')).toBe(400);
  });

  it('finds what becomes visible late, as long as it is inside the overlap', async () => {
    const { clock, run, stored } = setUp(emulator, ago(10 * MINUTE));
    await run('sa-east-1');
    await emulator.inject('sa-east-1', [
      record('late', ago(25 * MINUTE)),
      record('too-late', ago(35 * MINUTE)),
    ]);
    clock.advance(5 * MINUTE);
    await run('sa-east-1');
    expect([stored('late'), stored('too-late')]).toEqual([1, 0]);
  });

  it('does not get reads when it asks for writes', async () => {
    await emulator.inject('ca-central-1', [
      ...spread('w', 60, 50 * MINUTE),
      ...spread('r', 60, 50 * MINUTE, 'GetUser'),
    ]);
    const writes = setUp(emulator);
    await writes.run('ca-central-1');
    expect([writes.stored('w'), writes.stored('r')]).toEqual([60, 0]);
    const all = setUp(emulator);
    await all.run('ca-central-1', { writesOnly: false });
    expect([all.stored('w'), all.stored('r')]).toEqual([60, 60]);
  });

  it('slows down when it is throttled, and loses nothing', async () => {
    await emulator.inject('ap-south-1', spread('slow', 120, 50 * MINUTE));
    await emulator.throttle('ap-south-1', 3);
    const { run, seen, stored } = setUp(emulator);
    expect(await run('ap-south-1')).toMatchObject({ failed: [], regions: [{ end: 'done', pages: 3 }] });
    expect(stored('slow')).toBe(120);
    expect(seen.asked).toHaveLength(6);
    const pauses = seen.asked.slice(1, 4).map((one, index) => one.when - (seen.asked[index]?.when ?? 0));
    expect(pauses).toEqual([1_520, 2_520, 4_520]);
  });

  it('begins again where it stands when its token has expired', async () => {
    await emulator.inject('ap-east-1', spread('token', 200, 50 * MINUTE));
    const { deps, run, seen, stored } = setUp(emulator);
    let asked = 0;
    const reader: TrailReader = {
      page: async (request) => {
        asked += 1;
        if (asked === 3) await emulator.expireTokens('ap-east-1');
        return deps.reader.page(request);
      },
    };
    expect(await run('ap-east-1', {}, { reader })).toMatchObject({ failed: [], regions: [{ end: 'done' }] });
    expect(stored('token')).toBe(200);
    expect(seen.asked[3]).toMatchObject({ to: floorTo(ago((74 * 50 * MINUTE) / 200), 1_000) });
    expect(seen.asked[3]).not.toHaveProperty('nextToken');
  });

  it('finds a call that was made through the SDK, under its own name', async () => {
    const region = 'ap-northeast-3';
    await new SNSClient({ ...emulator.client(), region }).send(new CreateTopicCommand({ Name: 'real-call' }));
    const { range, deps, seen } = setUp(emulator);
    const names: unknown[] = [];
    const triage: typeof deps.triage = async (batch) => {
      names.push(...batch.map(({ record: { eventName, readOnly } }) => [eventName, readOnly]));
      return deps.triage(batch);
    };
    const to = epochMs(systemClock.now() + MINUTE);
    const request = { regions: [region], from: ago(MINUTE), to, eventName: 'CreateTopic', writesOnly: true };
    await collectRange(request, { ...deps, triage });
    expect(names).toEqual([['CreateTopic', false]]);
    expect(seen.asked[0]?.attribute).toEqual({ key: 'EventName', value: 'CreateTopic' });
    expect(await range({ regions: [region], to, eventName: 'createtopic' })).toMatchObject({
      counts: { events: 0 },
    });
  });

  it('reads by hand: a range, one call, and as far back as the history goes', async () => {
    const region = 'me-south-1';
    await emulator.inject(region, [
      ...spread('day', 300, 100 * DAY),
      ...Array.from({ length: 5 }, (_, index) =>
        record(`stop-${index}`, ago((10 + index) * DAY), 'StopLogging'),
      ),
    ]);
    const read = async (request: Partial<RangeRequest>) => {
      const { range, stored } = setUp(emulator);
      expect((await range({ regions: [region], ...request })).incomplete).toEqual([]);
      return [stored('day'), stored('stop')];
    };
    expect(await read({})).toEqual([22, 0]);
    expect(await read({ from: ago(12 * DAY), to: ago(10 * DAY) })).toEqual([7, 3]);
    expect(await read({ from: ago(30 * DAY), eventName: 'StopLogging' })).toEqual([0, 5]);
    expect(await read({ from: ago(90 * DAY) })).toEqual([270, 5]);
    await expect(read({ from: ago(92 * DAY) })).rejects.toMatchObject({ code: 'TH_USAGE' });
  });

  it('fails with a code and without content when the service refuses', async () => {
    const { deps } = setUp(emulator);
    const upsideDown = deps.reader.page({ region: 'us-west-1', from: NOW, to: ago(DAY) });
    await expect(upsideDown).rejects.toMatchObject({
      code: 'TH_TRAIL_READ',
      message: 'us-west-1: LookupEvents failed with InvalidTimeRangeException',
    });
  });

  it('takes a service that is not there for busy, and gives up in time', async () => {
    const reader = cloudTrailReader(
      cloudTrailClients({ ...emulator.client(), endpoint: 'http://127.0.0.1:1' }),
    );
    expect(await reader.page({ region: 'us-west-1', from: ago(DAY), to: NOW })).toEqual({
      ok: false,
      error: 'busy',
    });
    const { run } = setUp(emulator);
    expect(await run('us-west-1', {}, { reader })).toMatchObject({
      regions: [{ end: 'busy', resumes: true }],
    });
  });
});
