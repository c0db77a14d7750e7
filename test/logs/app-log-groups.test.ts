import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { beforeAll, expect, it } from '@jest/globals';
import { awsLogGroups } from '#adapters/aws/log-groups';
import { ONCE } from '#adapters/aws/log-groups-calls';
import { awsLogEvents } from '#adapters/aws/log-groups-events';
import { epochMs } from '#core/time';
import { describeWithEmulator } from '../support/emulator.ts';

describeWithEmulator('log groups of an account', (emulator) => {
  const web = `/app-${Date.now()}/web`;
  const prefix = web.slice(0, -3);
  const now = Date.now();
  let logs: CloudWatchLogsClient;
  let groups: ReturnType<typeof awsLogGroups>;
  beforeAll(async () => {
    logs = new CloudWatchLogsClient(emulator.client());
    groups = awsLogGroups({ logs, tags: new ResourceGroupsTaggingAPIClient(emulator.client()) });
    await logs.send(new CreateLogGroupCommand({ logGroupName: web, tags: { team: 'shop' } }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: `${prefix}db`, tags: { team: 'data' } }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: web, logStreamName: 's1' }));
    await logs.send(
      new PutLogEventsCommand({
        ...{ logGroupName: web, logStreamName: 's1' },
        logEvents: [1, 2, 3].map((n) => ({ timestamp: now - 10_000 + n, message: `ERROR order ${n}` })),
      }),
    );
  });

  it('are found by how they begin', async () => {
    expect([...(await groups.beginningWith(prefix))].sort()).toEqual([`${prefix}db`, web]);
    expect(await groups.beginningWith(`${prefix}none`)).toEqual([]);
  });

  it('take our filter once, and lose no other by it', async () => {
    const destinationArn = 'arn:aws:lambda:us-east-1:000000000000:function:watch-logs';
    const filter = (name: string, pattern = '') => ({ name, pattern, destinationArn });
    for (const one of [filter('theirs'), filter('ours'), filter('ours', '?ERROR ?"\\"level\\":50"')])
      expect(await groups.putFilter(web, one)).toEqual({ ok: true, value: undefined });
    expect([...((await groups.filtersOf(web)) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      filter('ours', '?ERROR ?"\\"level\\":50"'),
      filter('theirs'),
    ]);
    await groups.removeFilter(web, 'ours');
    expect(await groups.filtersOf(web)).toEqual([filter('theirs')]);
    await groups.removeFilter(web, 'theirs');
  });

  it('are read in order of time, both ends included', async () => {
    const events = awsLogEvents(new CloudWatchLogsClient({ ...ONCE, ...emulator.client() }));
    const ask = (from: number, to: number) =>
      events.page({ group: web, from: epochMs(from), to: epochMs(to), pattern: '' });

    expect(await ask(now - 10_000, now)).toMatchObject({
      ok: true,
      value: {
        events: [1, 2, 3].map((n) => ({ stream: 's1', at: now - 10_000 + n, text: `ERROR order ${n}` })),
      },
    });
    expect(await ask(now - 9_998, now - 9_998)).toMatchObject({
      value: { events: [{ text: 'ERROR order 2' }] },
    });
    const gone = { group: `${prefix}none`, from: epochMs(0), to: epochMs(now), pattern: '' };
    expect(await events.page(gone)).toEqual({ ok: false, error: 'gone' });
  });

  it('say when they are gone, whatever is asked', async () => {
    const none = `${prefix}none`;
    const filter = {
      name: 'ours',
      pattern: '',
      destinationArn: 'arn:aws:lambda:us-east-1:000000000000:function:x',
    };

    expect(await groups.filtersOf(none)).toBeUndefined();
    expect(await groups.filtersOf(web)).toEqual([]);
    expect(await groups.putFilter(none, filter)).toEqual({ ok: false, error: 'gone' });
    await expect(groups.removeFilter(web, 'never put')).resolves.toBeUndefined();
    await expect(groups.removeFilter(none, 'ours')).resolves.toBeUndefined();
  });
});
