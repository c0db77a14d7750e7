import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pacer } from '#app/pacer';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';
import type { LogGroups } from '#ports/log-groups';
import { testLogEvents, testLogGroups } from '../../test/support/app-log-groups.ts';
import { appLogging } from '../../test/support/app-logs.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { createHandler } from './handler.ts';

const OURS = 'Trailhound application logs (test)';
const WATCH_LOGS = 'arn:aws:lambda:eu-west-1:123456789012:function:watch-logs';
const foreign = (name: string) => ({ name, pattern: '', destinationArn: WATCH_LOGS });
const refuse = async (): Promise<never> => {
  throw new TrailhoundError('TH_LOGS_READ', 'refused with AccessDeniedException');
};

/** A request as S3 got it under the address that CloudFormation had signed. */
interface Answer {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Stands for the address that CloudFormation waits at; answers with these statuses, one after the other, then with 200. */
let server: Server;
let answers: Answer[];
let statuses: number[];

beforeEach(async () => {
  answers = [];
  statuses = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'];
      answers.push({ method: request.method ?? '', headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function request(RequestType: string, more: object = {}) {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  return {
    ...{ RequestType, ResponseURL: `http://127.0.0.1:${port}/answer?Signature=abc` },
    ...{
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Trailhound/1',
      RequestId: 'request-1',
    },
    ...{ LogicalResourceId: 'WithStack', ResourceType: 'Custom::TrailhoundLogSubscriptions' },
    ...more,
  };
}

const call = (ms = 300_000) => ({
  getRemainingTimeInMillis: () => ms,
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:pull-logs',
});

function setUp(groups = testLogGroups({ '/app/api': {}, '/app/web': {} }), over: Partial<LogGroups> = {}) {
  const deps = { ...appLogging({ prefixes: ['/app/'] }), metrics: notedMetrics() };
  const event = { id: '1', stream: 's1', at: epochMs(deps.clock.now() - 300_000), text: 'ERROR no stock' };
  const handler = createHandler({
    ...{ ...deps, logGroups: { ...groups, ...over }, filterName: OURS, destinationArn: WATCH_LOGS },
    ...{ events: testLogEvents({ '/app/full': [event] }, 100), pacer: pacer(deps.clock, 1) },
    ...{ trailGroups: [], region: 'eu-west-1', random: () => 0.5, stopMarginMs: 20_000 },
  });
  const namesOn = (group: string) => groups.filters.get(group)?.map(({ name }) => name);
  return { deps, handler, namesOn };
}

describe('pull-logs, when CloudFormation calls', () => {
  it.each(['Create', 'Update'])(
    'subscribes log groups with the stack, and reads the others: %s',
    async (type) => {
      const full = { filters: [foreign('a'), foreign('b')] };
      const { deps, handler, namesOn } = setUp(testLogGroups({ '/app/api': {}, '/app/full': full }));

      expect(await handler(request(type), call())).toEqual({ request: type, status: 'SUCCESS' });
      expect(namesOn('/app/api')).toEqual([OURS]);
      expect(namesOn('/app/full')).toEqual(['a', 'b']);
      expect(deps.findings.all()).toMatchObject([{ ruleId: 'trailhound:log-error' }]);
      expect(deps.metrics.flushed).toHaveLength(1);
    },
  );

  it('answers as CloudFormation wants it: no content type, and the same physical id for good', async () => {
    const { handler } = setUp();

    await handler(request('Create'), call());
    await handler(request('Update', { PhysicalResourceId: 'as-before' }), call());

    expect(answers).toHaveLength(2);
    expect(answers[0]?.method).toBe('PUT');
    expect(answers[0]?.headers['content-type']).toBeUndefined();
    expect(answers[0]?.body).toEqual({
      ...{ Status: 'SUCCESS', Reason: 'Log groups looked after.', RequestId: 'request-1' },
      ...{ PhysicalResourceId: 'trailhound-log-subscriptions', LogicalResourceId: 'WithStack' },
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Trailhound/1',
    });
    expect(answers[1]?.body).toMatchObject({ PhysicalResourceId: 'as-before' });
  });

  it('sets every log group free when the stack goes, and leaves the filters of others', async () => {
    const groups = testLogGroups({ '/app/api': {}, '/app/web': { filters: [foreign('a')] } });
    const { handler, namesOn } = setUp(groups);
    await handler(request('Create'), call());
    expect(namesOn('/app/web')).toEqual(['a', OURS]);

    expect(await handler(request('Delete', { PhysicalResourceId: 'x' }), call())).toMatchObject({
      status: 'SUCCESS',
    });
    expect([namesOn('/app/api'), namesOn('/app/web')]).toEqual([[], ['a']]);
  });

  it('makes the stack although one group refuses its filter, and tries a few times before', async () => {
    const groups = testLogGroups({ '/app/api': {}, '/app/web': {} });
    let refused = 0;
    const { deps, handler, namesOn } = setUp(groups, {
      putFilter: async (group, filter) => {
        if (group !== '/app/api') return groups.putFilter(group, filter);
        refused += 1;
        return refuse();
      },
    });

    expect(await handler(request('Create'), call())).toMatchObject({ status: 'SUCCESS' });
    expect(namesOn('/app/web')).toEqual([OURS]);
    expect(refused).toBe(4);
    expect(deps.clock.slept.filter((ms) => ms === 5_000)).toHaveLength(3);
  });

  it('waits for grants that do not hold yet', async () => {
    const groups = testLogGroups({ '/app/api': {} });
    let asked = 0;
    const { handler, namesOn } = setUp(groups, {
      beginningWith: async (prefix) => {
        asked += 1;
        return asked < 3 ? refuse() : groups.beginningWith(prefix);
      },
    });

    expect(await handler(request('Create'), call())).toMatchObject({ status: 'SUCCESS' });
    expect(namesOn('/app/api')).toEqual([OURS]);
  });

  it.each([
    { type: 'Create', status: 'FAILED' },
    // One that fails here would leave the stack where it can't go back.
    { type: 'Update', status: 'SUCCESS' },
  ])('answers $status and fails itself when no group can be looked up: $type', async ({ type, status }) => {
    const { handler } = setUp(undefined, { beginningWith: refuse });

    await expect(handler(request(type), call())).rejects.toMatchObject({ code: 'TH_LOGS_READ' });
    expect(answers.map(({ body }) => body['Status'])).toEqual([status]);
    expect(answers[0]?.body['Reason']).toMatch(/^TH_LOGS_READ: refused with AccessDeniedException/);
  });

  it('lets the stack go whatever becomes of a filter, and takes the others away', async () => {
    const groups = testLogGroups({ '/app/api': {}, '/app/web': {} });
    const { handler, namesOn } = setUp(groups, {
      removeFilter: (group, name) => (group === '/app/api' ? refuse() : groups.removeFilter(group, name)),
    });
    await handler(request('Create'), call());

    expect(await handler(request('Delete'), call())).toMatchObject({ status: 'SUCCESS' });
    expect([namesOn('/app/api'), namesOn('/app/web')]).toEqual([[OURS], []]);
  });

  it('answers in time when AWS does not', async () => {
    const never = new Promise<never>(() => {});
    const { handler } = setUp(undefined, { beginningWith: () => never });

    expect(await handler(request('Create'), call(10_050))).toMatchObject({ status: 'SUCCESS' });
    expect(answers).toHaveLength(1);
  });

  it.each([
    { taken: true, failures: [500, 503] },
    { taken: false, failures: [403, 403, 403] },
  ])('repeats an answer that was not taken: $failures', async ({ taken, failures }) => {
    statuses = [...failures];
    const { handler } = setUp();
    const outcome = handler(request('Create'), call());

    if (taken) expect(await outcome).toMatchObject({ status: 'SUCCESS' });
    else await expect(outcome).rejects.toThrow('CloudFormation not answered: status 403');
    expect(answers).toHaveLength(3);
  });
});
