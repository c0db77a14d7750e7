import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awsLogGroups } from '#adapters/aws/log-groups';
import { awsLogEvents } from '#adapters/aws/log-groups-events';
import { epochMs } from '#core/time';
import type { LogPageRequest } from '#ports/log-groups';
import { describeWithEmulator } from '../support/emulator.ts';

const LINES = 250;
const AT = Date.now() - 60_000;
const WATCH_LOGS = 'arn:aws:lambda:us-east-1:000000000000:function:watch-logs';

describeWithEmulator('log groups, against the emulator', (emulator) => {
  const prefix = `/groups/${randomUUID()}/`;
  const [web, api, other] = [`${prefix}web`, `${prefix}api`, `elsewhere-${randomUUID()}`];
  let logs: CloudWatchLogsClient;
  let tags: ResourceGroupsTaggingAPIClient;

  beforeAll(async () => {
    logs = new CloudWatchLogsClient(emulator.client());
    tags = new ResourceGroupsTaggingAPIClient(emulator.client());
    const team = { [web]: { [prefix]: 'red' }, [api]: { [prefix]: 'blue' }, [other]: undefined };
    for (const [logGroupName, given] of Object.entries(team))
      await logs.send(new CreateLogGroupCommand({ logGroupName, tags: given }));
    for (const logStreamName of ['one', 'two']) {
      await logs.send(new CreateLogStreamCommand({ logGroupName: web, logStreamName }));
      const logEvents = Array.from({ length: LINES }, (_, index) => ({
        timestamp: AT + index,
        message: index === LINES - 1 ? `ERROR in ${logStreamName}` : `line ${index}`,
      }));
      await logs.send(new PutLogEventsCommand({ logGroupName: web, logStreamName, logEvents }));
    }
  });
  afterAll(() => {
    logs.destroy();
    tags.destroy();
  });

  it('are found by how their names begin', async () => {
    expect([...(await awsLogGroups({ logs, tags }).beginningWith(prefix))].sort()).toEqual([api, web]);
  });

  it.each([
    { values: [], found: [api, web] },
    { values: ['red', 'green'], found: [web] },
    { values: ['green'], found: [] },
  ])('are found by a tag with one of $values', async ({ values, found }) => {
    expect([...(await awsLogGroups({ logs, tags }).tagged(prefix, values))].sort()).toEqual(found);
  });

  it('have room for two filters, the third is refused, and one that goes makes room', async () => {
    const groups = awsLogGroups({ logs, tags });
    const put = (name: string) => groups.putFilter(api, { name, pattern: '', destinationArn: WATCH_LOGS });
    expect(await put('a')).toMatchObject({ ok: true });
    expect(await put('b')).toMatchObject({ ok: true });
    expect(await put('c')).toEqual({ ok: false, error: 'no-slot' });
    await groups.removeFilter(api, 'a');
    await groups.removeFilter(api, 'a');
    expect(await put('c')).toMatchObject({ ok: true });
    expect((await groups.filtersOf(api))?.map(({ name }) => name).sort()).toEqual(['b', 'c']);
    expect(await groups.filtersOf(`${prefix}none`)).toBeUndefined();
  });

  it.each([
    { pattern: '', texts: LINES * 2, empty: 0 },
    // A page on which nothing matches is not the end.
    { pattern: 'ERROR', texts: 2, empty: 4 },
  ])(
    'are read page by page to the end, streams mixed by time: "$pattern"',
    async ({ pattern, texts, empty }) => {
      const request: LogPageRequest = { group: web, from: epochMs(AT), to: epochMs(AT + LINES), pattern };
      const { page } = awsLogEvents(logs);
      const pages: number[] = [];
      const times: number[] = [];
      const ids = new Set<string>();
      for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
        const read = await page(nextToken === undefined ? request : { ...request, nextToken });
        if (!read.ok) throw new Error(read.error);
        nextToken = read.value.nextToken;
        pages.push(read.value.events.length);
        for (const { id, at } of read.value.events) {
          ids.add(id);
          times.push(at);
        }
      }
      expect(ids.size).toBe(texts);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.filter((events) => events === 0)).toHaveLength(empty);
    },
  );

  it.each([
    { group: web, nextToken: 'expired', error: 'token-expired' },
    { group: `${prefix}none`, nextToken: undefined, error: 'gone' },
  ])('refuse with $error', async ({ group, nextToken, error }) => {
    const request = { group, from: epochMs(AT), to: epochMs(AT + LINES), pattern: '' };
    expect(await awsLogEvents(logs).page(nextToken ? { ...request, nextToken } : request)).toEqual({
      ok: false,
      error,
    });
  });
});
