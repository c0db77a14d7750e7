import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseTime } from '#core/time';
import { whyNoServer } from '../../scripts/servers/install.ts';
import { OPENSEARCH } from '../../scripts/servers/server-kinds.ts';
import { type RunningServer, startServer } from '../../scripts/servers/start.ts';
import { TRAIL_STOPPED, trailStopped } from './support/calls.ts';
import { bootstrap, type Deployed, deploy } from './support/deployed.ts';
import { doorsOf } from './support/doors.ts';
import { functionLogs, functionsSaid } from './support/function-logs.ts';
import { logAgent } from './support/log-agent.ts';
import { phase } from './support/phases.ts';
import { openSandbox, type Sandbox } from './support/sandbox.ts';
import { queueSubscriber, type Subscriber } from './support/subscribers.ts';
import { findingAbout, findingItems } from './support/table.ts';
import {
  APP_GROUPS,
  alertWith,
  filtersOnGroups,
  findingOf,
  heldStreams,
  makeAppGroups,
  makeSearchLogin,
  OUR_FILTER,
  putLines,
  SOON_S,
  telemetrySettings,
  tellFunction,
} from './support/telemetry.ts';
import { intakeToken, invoke, postLines, putCpu, reportsOf, searched } from './support/telemetry-probes.ts';
import { until } from './support/until.ts';

const MINUTE_MS = 60_000;
const START_LIMIT_MS = 300_000;
/** A secret that was looked up is looked up again after a minute. */
const ROTATED_S = 75;
jest.setTimeout(90_000);

const { named, beginning, tagged, full } = APP_GROUPS;
const LOG_ERROR = 'trailhound:log-error';
const HOST = 'i-0123456789abcdef0';
const LAST_WORDS = 'ERROR [main] com.example.Main - going down with nothing behind';
const FOREIGN = ['archive', 'siem'];

const obstacle = whyNoServer();
const itSearches = obstacle === undefined || process.env['CI'] === 'true' ? it : it.skip;

describe('logs, metrics, intake, search and digest, deployed with IAM enforced', () => {
  let sandbox: Sandbox;
  let search: RunningServer | undefined;
  let deployed: Deployed;
  let subscriber: Subscriber;
  const witness = () => functionLogs(sandbox);

  beforeAll(async () => {
    [sandbox, search] = await phase('start', () =>
      Promise.all([openSandbox({ iam: true }), obstacle === undefined ? startServer(OPENSEARCH) : undefined]),
    );
    const trail = await phase('cdk bootstrap', () => bootstrap(sandbox));
    await makeAppGroups(sandbox.clients);
    const login = await makeSearchLogin(sandbox.clients);
    deployed = await phase('cdk deploy', () =>
      deploy(sandbox, trail, { settings: { alerts: {}, ...telemetrySettings(trail, login) } }),
    );
    // Settings take no plain HTTP, and a server on the loopback address has no certificate.
    if (search) await tellFunction(deployed, 'IndexSearch', { TRAILHOUND_SEARCH_ENDPOINT: search.url.href });
    subscriber = await queueSubscriber(sandbox.clients, deployed.names.alertTopic);
  }, START_LIMIT_MS);

  afterAll(async () => {
    await subscriber?.close().catch(() => {});
    await Promise.all([sandbox?.close(), search?.stop()]);
  }, 30_000);

  it('has subscribed to log groups by name, beginning and tag when the deployment ends', async () => {
    const ours = [expect.stringMatching(new RegExp(`^${OUR_FILTER} \\(Trailhound`))];
    expect(await filtersOnGroups(sandbox.clients)).toEqual({
      ...{ [named]: ours, [beginning]: ours, [tagged]: ours },
      [full]: FOREIGN,
    });
  });

  it('joins a stack trace over events and batches, and tells of it once, by its kind and with its lines', async () => {
    const at = Date.now();
    const day = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    const trace = [
      `${day},101 ERROR [worker-3] com.example.Orders - order 4711 not placed`,
      'java.lang.IllegalStateException: no stock of article 815',
      '\tat com.example.Stock.take(Stock.java:10)',
      '\tat com.example.Orders.place(Orders.java:20)',
      'Caused by: java.io.IOException: connection reset',
      '\tat com.example.Net.read(Net.java:7)',
      `${day},202 INFO [worker-3] com.example.Orders - next`,
    ];
    await putLines(sandbox.clients, named, 'task-1', trace.slice(0, 3), at - 10);
    // Batches may overtake each other, and then wait for silence: this one has arrived, and waits for the next.
    await until('the beginning to be held', async () => (await heldStreams(deployed)) === 1 || undefined, {
      ...{ seconds: SOON_S, witness },
    });
    expect(await findingItems(deployed)).toEqual([]);
    await putLines(sandbox.clients, named, 'task-1', trace.slice(3), at);

    const finding = await findingOf(deployed, LOG_ERROR, named);
    expect(finding).toMatchObject({ status: 'open', count: 1, severity: 'medium' });
    expect(finding['context']).toMatchObject({ group: named, stream: 'task-1', level: 'error' });
    const { text } = await alertWith(deployed, subscriber, String(finding['findingId']));
    for (const line of trace.slice(1, 6)) expect(text).toContain(JSON.stringify(line).slice(1, -1));
    expect(text).toContain((finding['context'] as { readonly template: string }).template);
    expect((await findingItems(deployed)).map(({ ruleId }) => ruleId)).toEqual([LOG_ERROR]);
    // It waits for more lines until its stream was silent for a minute: see below.
    await putLines(sandbox.clients, named, 'task-2', [LAST_WORDS]);
  });

  it('takes packed lines over HTTP from who knows the secret, and nothing from others', async () => {
    const records = [
      { log: 'ERROR receipt 12 lost', container_name: 'till' },
      { log: 'INFO still here', container_name: 'till' },
      trailStopped('by-http'),
    ];
    expect(await postLines(deployed, 'till-logs', records, await intakeToken(deployed))).toBe(200);
    expect(await postLines(deployed, 'till-logs', records, 'guessed')).toBe(401);

    expect(await findingAbout(deployed, 'by-http', SOON_S)).toMatchObject({
      ruleTitle: TRAIL_STOPPED,
      count: 1,
    });
    const finding = await findingOf(deployed, LOG_ERROR, 'receipt');
    expect(finding).toMatchObject({ count: 1, context: { group: 'till-logs' } });
    await alertWith(deployed, subscriber, String(finding['findingId']));
    await alertWith(deployed, subscriber, 'by-http');
  });

  it("hears what AWS's own log agent brings from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trailhound-agent-file-'));
    const file = join(folder, 'app.log');
    const at = new Date().toISOString().slice(0, 19).replace('T', ' ');
    const trace =
      'Traceback (most recent call last):\n  File "till.py", line 7, in close\nOSError: drawer stuck';
    await writeFile(file, `${at} INFO open\n${at} ERROR till 3 does not close\n${trace}\n${at} INFO next\n`);
    const { endpoint } = sandbox.emulator;
    const agent = await logAgent({ endpoint, file, logGroup: named });
    try {
      const finding = await findingOf(deployed, LOG_ERROR, 'drawer stuck');
      expect(finding).toMatchObject({ count: 1, context: { group: named, stream: 'host1', level: 'error' } });
      const { text } = await alertWith(deployed, subscriber, String(finding['findingId']));
      expect(text).toContain('till 3 does not close');
    } catch (error) {
      throw new Error(`the agent said: ${agent.said()}`, { cause: error });
    } finally {
      await agent.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 240_000);

  it.each([beginning, tagged])('hears what %s logs', async (group) => {
    const line = JSON.stringify({ level: 'error', msg: 'card refused by the bank', group });
    await putLines(sandbox.clients, group, 'web', [line]);

    expect(await findingOf(deployed, LOG_ERROR, `"${group}"`)).toMatchObject({ count: 1 });
  });

  it('reads a log group without a free slot on its schedule, page after page', async () => {
    const noise = Array.from({ length: 250 }, (_, index) => `{"level":"info","msg":"request ${index}"}`);
    const lines = [...noise, '{"level":"fatal","msg":"the ledger is read-only"}'];
    await putLines(sandbox.clients, full, 'host-1', lines, Date.now() - MINUTE_MS);
    expect(await sandbox.control.fire('PullLogs')).toBe(1);

    const finding = await findingOf(deployed, LOG_ERROR, 'the ledger is read-only');
    expect(finding).toMatchObject({ count: 1, severity: 'high' });
    await alertWith(deployed, subscriber, String(finding['findingId']));
    expect((await filtersOnGroups(sandbox.clients))[full]).toEqual(FOREIGN);
  });

  it('opens a finding when a metric crosses its limit, and says when it is over', async () => {
    // A point counts three minutes after its end, and one that is missing is waited for ten.
    const now = Date.now();
    await putCpu(sandbox.clients, HOST, now, { 9: 95, 8: 97, 7: 99 });
    expect(await sandbox.control.fire('WatchMetrics')).toBe(1);

    const opened = await findingOf(deployed, 'trailhound:metric-threshold', HOST);
    expect(opened).toMatchObject({ status: 'open', count: 3, severity: 'high' });
    const id = String(opened['findingId']);
    await alertWith(deployed, subscriber, id, HOST);

    await putCpu(sandbox.clients, HOST, now, { 6: 40, 5: 41 });
    await sandbox.control.fire('WatchMetrics');
    await findingOf(
      deployed,
      'trailhound:metric-threshold',
      HOST,
      ({ findingId, status }) => findingId === id && status === 'closed',
    );
    await alertWith(deployed, subscriber, id, '"recovered"');
  });

  itSearches(`writes findings, events and lines to the search server ${obstacle ?? ''}`, async () => {
    const server = search?.url ?? new URL('http://127.0.0.1:9');
    await doorsOf(deployed).logs([trailStopped('to-be-searched')]);
    const { findingId } = await findingAbout(deployed, 'to-be-searched', SOON_S);

    expect(await searched(deployed, server, 'trailhound-findings', `"${String(findingId)}"`)).toContain(
      'to-be-searched',
    );
    expect(await searched(deployed, server, 'trailhound-events', '"to-be-searched"')).toContain(
      'StopLogging',
    );
    expect(await searched(deployed, server, 'trailhound-logs', '"ledger"')).toContain(full);
  });

  it('writes the digest of a day in three forms and tells of it, once', async () => {
    const eventTime = `${new Date(Date.now() - 120 * MINUTE_MS).toISOString().slice(0, 19)}Z`;
    await doorsOf(deployed).logs([trailStopped('before-the-digest', { eventTime })]);
    await findingAbout(deployed, 'before-the-digest', SOON_S);
    expect(await sandbox.control.fire('Digest')).toBe(1);

    await alertWith(deployed, subscriber, 'https://us-east-1.console.aws.amazon.com/s3/object/', '.html');
    const reports = await reportsOf(deployed);
    expect(Object.keys(reports).sort()).toEqual(['html', 'json', 'md']);
    for (const report of Object.values(reports)) expect(report).toContain('before-the-digest');

    const { range } = JSON.parse(reports.json) as { readonly range: { readonly to: string } };
    expect(parseTime(range.to)).toBeGreaterThan(Date.now() - 65 * MINUTE_MS);
    const again = await invoke(deployed, 'DailyDigest', { scheduledTime: range.to });
    expect(again).toMatchObject({ outcome: 'known' });
    const told = (await subscriber.received()).filter(({ text }) => text.includes('/s3/object/'));
    expect(told).toHaveLength(1);
  });

  it('takes both the secret before the last, and the last, while senders are changed over', async () => {
    const before = await intakeToken(deployed);
    const next = { SecretId: deployed.output('IntakeSecret'), SecretString: 'the-next-one' };
    await sandbox.clients.secrets.send(new PutSecretValueCommand(next));
    const sends = (secret: string) => postLines(deployed, 'till-logs', [{ log: 'all is well' }], secret);

    expect(await sends(before)).toBe(200);
    await until('the next secret', async () => (await sends('the-next-one')) === 200 || undefined, {
      ...{ seconds: ROTATED_S, pauseMs: 1_000, witness },
    });
    expect(await sends(before)).toBe(200);
    expect(await sends('guessed')).toBe(401);
  });

  it('tells of an error that nothing follows, when its stream has fallen silent', async () => {
    const finding = await until(
      'a finding about the last words',
      async () => {
        await sandbox.control.fire('FlushLogs');
        return (await findingItems(deployed)).find((item) => JSON.stringify(item).includes('going down'));
      },
      { seconds: SOON_S, pauseMs: 1_000, witness },
    );
    expect(finding).toMatchObject({ ruleId: LOG_ERROR, count: 1, context: { stream: 'task-2' } });
  });

  it('is refused nothing that it needs, and logs no error', async () => {
    expect(await functionsSaid(sandbox, 'AccessDenied')).toBe(false);
    expect(await functionsSaid(sandbox, '"level":"ERROR"')).toBe(false);
  });

  it('takes its filters away when it goes, and leaves those of others', async () => {
    await subscriber.close();
    await phase('cdk destroy', () => deployed.cdk('destroy', '--all', '--force'));

    expect(await filtersOnGroups(sandbox.clients)).toEqual({
      ...{ [named]: [], [beginning]: [], [tagged]: [] },
      [full]: FOREIGN,
    });
  });
});
