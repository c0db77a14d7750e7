import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DescribeSubscriptionFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from '@jest/globals';
import { TRAIL_STOPPED, trailStopped } from './support/calls.ts';
import { deploy } from './support/deployed.ts';
import { describeDeployed } from './support/deployed-suite.ts';
import { doorsOf } from './support/doors.ts';
import { alertLatency, report } from './support/latency.ts';
import { phase } from './support/phases.ts';
import { ROOT } from './support/sandbox.ts';
import { queueSubscriber } from './support/subscribers.ts';
import { findingAbout } from './support/table.ts';

const LATENCY_EVENTS = 200;
const PAUSE_MS = 300;
const SOON_S = 60;

/** Every built-in rule but the one about stopped trails: what is left fits into a filter of CloudWatch Logs. */
function otherRules(): readonly string[] {
  const text = readFileSync(join(ROOT, 'dist/rules.json'), 'utf8');
  const { rules, correlations } = JSON.parse(text) as Readonly<
    Record<'rules' | 'correlations', readonly Named[]>
  >;
  return [...rules, ...correlations].filter(({ title }) => title !== TRAIL_STOPPED).map(({ id }) => id);
}

interface Named {
  readonly id: string;
  readonly title: string;
}

describeDeployed({ name: 'as by default', iam: false }, (deployed, trail) => {
  it('tells how long an alert takes, event after event', async () => {
    const { sandbox, names } = deployed();
    const subscriber = await queueSubscriber(sandbox.clients, names.alertTopic);
    try {
      const latency = await alertLatency(deployed(), subscriber, LATENCY_EVENTS);
      await report(latency);
      expect(latency.events).toBe(LATENCY_EVENTS);
    } finally {
      await subscriber.close();
    }
  }, 240_000);

  it('loses nothing while other rules are deployed, and then asks CloudWatch Logs only for what these need', async () => {
    const { sandbox, names } = deployed();
    const doors = doorsOf(deployed());
    let isOver = false;
    const updating = phase('cdk deploy of other rules', () =>
      deploy(sandbox, trail(), { settings: { rules: { disable: otherRules() } } }),
    ).finally(() => {
      isOver = true;
    });
    const sent: string[] = [];
    while (!isOver) {
      for (const door of ['logs', 'eventbridge', 'objects'] as const) {
        sent.push(`during-${door}-${sent.length}`);
        await doors[door]([trailStopped(sent.at(-1) ?? '')]);
      }
      await wait(PAUSE_MS);
    }
    await updating;
    await doors.logs([trailStopped('after-the-update')]);

    for (const person of [...sent, 'after-the-update'])
      expect(await findingAbout(deployed(), person, SOON_S)).toMatchObject({ count: 1 });
    expect(sent.length).toBeGreaterThan(10);
    const asked = new DescribeSubscriptionFiltersCommand({ logGroupName: names.logGroup });
    const { subscriptionFilters = [] } = await sandbox.clients.logs.send(asked);
    expect(subscriptionFilters.map(({ filterPattern }) => filterPattern)).toEqual([
      expect.stringMatching(/eventName=StopLogging/),
    ]);
  }, 300_000);
});
