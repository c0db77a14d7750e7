import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_MADE, adminMade, principalOf, TRAIL_STOPPED, trailStopped } from './calls.ts';
import { bootstrap, type Deployed, type DeployedNames, deploy } from './deployed.ts';
import { doorsOf, type Send } from './doors.ts';
import { functionLogs, functionsSaid } from './function-logs.ts';
import { type Holdings, holdingsOf } from './leftovers.ts';
import { phase } from './phases.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { waitingDeliveries } from './settled.ts';
import { httpSubscriber, queueSubscriber, type Received, type Subscriber } from './subscribers.ts';
import { findingAbout, findingItems, stateItems } from './table.ts';
import { until } from './until.ts';

const DEPLOY_LIMIT_MS = 300_000;
const TEST_LIMIT_MS = 150_000;
/** From an event to its finding and its alert, cold starts of several functions on a busy machine included. */
const SOON_S = 60;
/** Long enough for three attempts, the pauses between them, and a busy machine. */
const OUTAGE_S = 20;
/** The collector runs every minute, and what it finds has to be read by then. */
const NEXT_RUN_S = 120;

const DOORS = ['logs', 'eventbridge', 'objects', 'event-history'] as const;
type DoorName = (typeof DOORS)[number];
const PUSHED: readonly DoorName[] = ['logs', 'eventbridge', 'objects'];

/** What a function logs when the schedule of this name has woken it and all went well. */
const SCHEDULED = {
  Sweep: 'alerts drained',
  Reconcile: 'reconciled',
  RedriveFailures: 'failed deliveries looked at',
  WatchSelf: 'looked at the deployment itself',
  Digest: 'digest sent',
};
/** Lambda makes these groups when the CDK's handlers first run; no template knows them (docs/guides say how to remove them). */
const CDK_LOGS = /^\/aws\/lambda\/Trailhound-(BucketNotificationsHandler|CustomS3AutoDeleteObjects)/;

/** What a test of one mode adds to the shared suite: it runs before the deployment is removed. */
export type MoreTests = (
  deployed: () => Deployed,
  trail: () => Pick<DeployedNames, 'logGroup' | 'bucket'>,
) => void;

/** Deploys the real app into an account of its own, drives it through the APIs that the world has, and removes it. */
export function describeDeployed(
  mode: { readonly name: string; readonly iam: boolean },
  more?: MoreTests,
): void {
  describe(`Trailhound, deployed ${mode.name}`, () => {
    let sandbox: Sandbox;
    let trail: Pick<DeployedNames, 'logGroup' | 'bucket'>;
    let before: Holdings;
    let deployed: Deployed;
    let doors: Readonly<Record<DoorName, Send>>;
    let subscribers: readonly { readonly name: string; readonly subscriber: Subscriber }[] = [];

    beforeAll(async () => {
      sandbox = await phase('start', () => openSandbox(mode));
      trail = await phase('cdk bootstrap', () => bootstrap(sandbox));
      before = await holdingsOf(sandbox.clients);
      deployed = await phase('cdk deploy', () => deploy(sandbox, trail));
      doors = doorsOf(deployed);
      subscribers = [
        { name: 'a queue', subscriber: await queueSubscriber(sandbox.clients, deployed.names.alertTopic) },
        {
          name: 'an HTTP listener',
          subscriber: await httpSubscriber(sandbox.clients, deployed.names.alertTopic),
        },
        { name: 'chat', subscriber: await queueSubscriber(sandbox.clients, deployed.names.chatTopic) },
      ];
    }, DEPLOY_LIMIT_MS);

    afterAll(async () => {
      for (const { subscriber } of subscribers) await subscriber.close().catch(() => {});
      await sandbox?.close();
    });

    const witness = () => functionLogs(sandbox);
    const alertsAbout = async (person: string): Promise<readonly Received[]> =>
      Promise.all(
        subscribers.map(({ name, subscriber }) =>
          until(
            `an alert about ${person} at ${name}`,
            async () => (await subscriber.received()).find(({ text }) => text.includes(person)),
            { seconds: SOON_S, witness },
          ),
        ),
      );

    it.each(DOORS)(
      'turns an event that comes by %s into a finding, and the finding into an alert at a queue, an HTTP listener and in chat',
      async (door) => {
        const person = `by-${door}`;
        await doors[door]([trailStopped(person)]);

        const finding = await phase(`finding by ${door}`, () => findingAbout(deployed, person, NEXT_RUN_S));
        expect(finding).toMatchObject({
          ruleTitle: TRAIL_STOPPED,
          severity: 'high',
          status: 'open',
          count: 1,
        });

        const [queued] = await phase('its alerts', () => alertsAbout(person));
        expect(queued?.attributes).toMatchObject({
          severity: 'high',
          accountId: '000000000000',
          kind: 'finding',
        });
      },
      TEST_LIMIT_MS,
    );

    it(
      'counts an event once that comes by every door',
      async () => {
        const call = trailStopped('by-all-doors');
        for (const door of PUSHED) await doors[door]([call, trailStopped(`after-${door}`)]);
        await doors['event-history']([call, trailStopped('after-event-history')]);
        for (const door of DOORS) await findingAbout(deployed, `after-${door}`, NEXT_RUN_S);

        expect(await findingAbout(deployed, 'by-all-doors', SOON_S)).toMatchObject({ count: 1 });
      },
      TEST_LIMIT_MS * 2,
    );

    it(
      'correlates events that come by different doors, each function with its own part of them',
      async () => {
        const [made, keyed, raised] = adminMade('correlator');
        await Promise.all([doors.objects([raised]), doors.logs([made]), doors.eventbridge([keyed])]);

        const finding = await until(
          'a finding of three events',
          async () => {
            const found = await findingItems(deployed);
            return found.find(({ ruleTitle, count }) => ruleTitle === ADMIN_MADE && count === 3);
          },
          { seconds: SOON_S, witness },
        );
        const names = (finding['evidence'] as { eventName: string }[]).map(({ eventName }) => eventName);
        expect(names.sort()).toEqual(['AttachUserPolicy', 'CreateAccessKey', 'CreateUser']);
        expect(finding).toMatchObject({ status: 'open', principal: principalOf('correlator') });
      },
      TEST_LIMIT_MS,
    );

    it(
      'puts into quarantine what is no record, and reads on behind it',
      async () => {
        const known = (await stateItems(deployed, 'quarantine#')).length;
        await doors.logs(['{"eventName": "StopLogging", ', trailStopped('behind-bad-logs')]);
        await doors.objects(['{"eventName": 1,, }', trailStopped('behind-bad-objects')]);
        await doors.eventbridge(['{"neither": "here", "nor": "there"}']);
        await findingAbout(deployed, 'behind-bad-logs', SOON_S);
        await findingAbout(deployed, 'behind-bad-objects', SOON_S);

        // The filter of a log group asks for fields, and a line that is no JSON has none: it never gets as far as us.
        await until(
          'two inputs in quarantine',
          async () => (await stateItems(deployed, 'quarantine#')).length === known + 2 || undefined,
          { seconds: SOON_S, witness },
        );
      },
      TEST_LIMIT_MS,
    );

    it(
      'sees its heartbeat, a call on a schedule that the trail of the account records, come by every door',
      async () => {
        await sandbox.control.startTrail(trail);
        expect(await sandbox.control.fire('Heartbeat')).toBe(1);
        let next = 0;

        const beats = await until(
          'a heartbeat by every door',
          async () => {
            // The call has to be made and recorded first: one early run may see nothing yet.
            if (Date.now() > next) {
              await sandbox.control.fire('Collect');
              next = Date.now() + 5_000;
            }
            const items = await stateItems(deployed, 'heartbeat');
            return items.length === DOORS.length ? items : undefined;
          },
          { seconds: NEXT_RUN_S, witness },
        );
        expect(beats.map(({ item }) => item).sort()).toEqual(DOORS.map((door) => `heartbeat#${door}`).sort());
      },
      TEST_LIMIT_MS,
    );

    it(
      'runs every schedule without an error',
      async () => {
        for (const [name, said] of Object.entries(SCHEDULED)) {
          expect([name, await sandbox.control.fire(name)]).toEqual([name, 1]);
          await until(
            `${name} says: ${said}`,
            async () => (await functionsSaid(sandbox, said)) || undefined,
            { seconds: SOON_S, witness },
          );
        }

        expect(await functionsSaid(sandbox, '"level":"ERROR"')).toBe(false);
        expect(await functionsSaid(sandbox, 'AccessDenied')).toBe(false);
      },
      TEST_LIMIT_MS,
    );

    it(
      'keeps a delivery that failed three times, and delivers it again',
      async () => {
        // While its writes are refused the function is busy, and can be killed in each of its attempts.
        await sandbox.control.breakDown({
          service: 'dynamodb',
          error: 'ThrottlingException',
          seconds: OUTAGE_S,
        });
        const over = Date.now() + OUTAGE_S * 1000;
        await doors.logs([trailStopped('delivered-again')]);
        await until(
          'a failed delivery in the bucket',
          async () => {
            if (Date.now() < over) await sandbox.control.kill(['WatchLogs'], 0);
            return (await waitingDeliveries(deployed)) || undefined;
          },
          { seconds: SOON_S, witness, pauseMs: 50 },
        );
        await until('the end of the outage', async () => Date.now() > over || undefined, {
          seconds: SOON_S,
          witness,
        });
        expect(await sandbox.control.fire('RedriveFailures')).toBe(1);

        expect(await findingAbout(deployed, 'delivered-again', SOON_S)).toMatchObject({ count: 1 });
        await until('an empty bucket', async () => (await waitingDeliveries(deployed)) === 0 || undefined, {
          seconds: SOON_S,
          witness,
        });
      },
      TEST_LIMIT_MS,
    );

    it(
      'needs no further deployment',
      async () => {
        expect(await phase('cdk diff', () => deployed.cdk('diff', '--fail'))).toContain('no differences');
      },
      TEST_LIMIT_MS,
    );

    more?.(
      () => deployed,
      () => trail,
    );

    it(
      'leaves nothing when it is removed but the logs of the functions that the CDK itself brought',
      async () => {
        expect((await findingItems(deployed)).length).toBeGreaterThan(0);
        for (const { subscriber } of subscribers) await subscriber.close();
        subscribers = [];
        await phase('cdk destroy', () => deployed.cdk('destroy', '--all', '--force'));

        const { logGroups = [], ...others } = await holdingsOf(sandbox.clients);
        const { logGroups: groupsBefore = [], ...othersBefore } = before;
        expect(others).toEqual(othersBefore);
        expect(logGroups.filter((name) => !groupsBefore.includes(name) && !CDK_LOGS.test(name))).toEqual([]);
      },
      TEST_LIMIT_MS,
    );
  });
}
