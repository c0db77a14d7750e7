import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellStory } from '#adapters/local/story/story';
import { seeded } from '../support/dynamo-events.ts';
import type { PlainItem } from '../support/table-dump.ts';
import { alertsMissing } from './support/alerts.ts';
import { ACCOUNT } from './support/clients.ts';
import { bootstrap, type Deployed, deploy } from './support/deployed.ts';
import { doorsOf } from './support/doors.ts';
import { letLoose } from './support/gremlin.ts';
import { scannedOffline } from './support/offline.ts';
import { type Parcel, parcelsOf } from './support/parcels.ts';
import { phase } from './support/phases.ts';
import { openSandbox, type Sandbox } from './support/sandbox.ts';
import { settle, waitingDeliveries } from './support/settled.ts';
import { queueSubscriber, type Subscriber } from './support/subscribers.ts';
import { findingItems, stateItems } from './support/table.ts';

const SEED = Number(process.env['TRAILHOUND_SEED'] ?? 20261121);
/** How long DynamoDB is throttled, and after it SNS refuses. */
const OUTAGE_S = Number(process.env['TRAILHOUND_OUTAGE_SECONDS'] ?? 60);
const EVENTS = 2000;
/** How long it takes to send everything while functions die. */
const CHAOS_S = 45;
const SETTLE_S = 300;
const LIMIT_MS = 600_000;

/** Pushed doors alone, with time limits that let what was killed come again soon. */
const SETTINGS = {
  functions: {
    'watch-logs': { timeoutSeconds: 20 },
    'watch-events': { timeoutSeconds: 20 },
    // SQS shows a message again after six times this.
    'watch-objects': { timeoutSeconds: 10 },
    notify: { timeoutSeconds: 20 },
  },
};

/** Sends parcels one after the other, over some time. */
async function sendAll(deployed: Deployed, parcels: readonly Parcel[], seconds = 0): Promise<void> {
  const doors = doorsOf(deployed);
  const over = Date.now() + seconds * 1000;
  for (const [index, { door, calls }] of parcels.entries()) {
    await doors[door](calls);
    await wait(Math.max(0, (over - Date.now()) / (parcels.length - index)));
  }
}

describe.each([
  { name: 'functions are killed and starved', seed: SEED, chaos: true },
  { name: `DynamoDB is throttled, then SNS refuses, ${OUTAGE_S} s each`, seed: SEED + 1, chaos: false },
])(`${EVENTS} events by two doors each, while $name (seed $seed)`, ({ seed, chaos }) => {
  let sandbox: Sandbox;
  let deployed: Deployed;
  let subscriber: Subscriber;
  let wanted: readonly PlainItem[];
  let garbage: number;

  beforeAll(async () => {
    sandbox = await openSandbox({ iam: false });
    const trail = await bootstrap(sandbox);
    const settings = {
      sources: {
        eventHistory: false,
        reconcile: false,
        logGroups: [trail.logGroup],
        eventBridge: true,
        buckets: [{ name: trail.bucket }],
      },
      ...SETTINGS,
    };
    deployed = await deploy(sandbox, trail, { settings });
    subscriber = await queueSubscriber(sandbox.clients, deployed.names.alertTopic);
  }, LIMIT_MS);

  afterAll(async () => {
    await sandbox?.close();
  });

  it(
    'end in the table that an offline scan of the same events gives',
    async () => {
      const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const { records } = tellStory({ seed, day, accountId: ACCOUNT, targetEvents: EVENTS });
      wanted = await scannedOffline(records);
      const sent = parcelsOf(records, seeded(seed));
      garbage = sent.garbage;
      expect(records.length).toBeGreaterThanOrEqual(EVENTS);
      expect(wanted.length).toBeGreaterThan(20);
      if (chaos) {
        const stop = letLoose(deployed, seeded(seed + 1));
        await phase('sending', () => sendAll(deployed, sent.parcels, CHAOS_S));
        const mischief = await stop();
        process.stderr.write(`  ${mischief.killed} killed, ${mischief.starved} starved\n`);
        expect(mischief.killed).toBeGreaterThan(10);
        expect(mischief.starved).toBeGreaterThan(0);
      } else await phase('sending through outages', () => sendThroughOutages(deployed, sent.parcels));
      await phase('settling', () => settle(deployed, wanted, SETTLE_S));
    },
    LIMIT_MS,
  );

  it('reach the subscriber with every alert at least once', async () => {
    const missing = alertsMissing(await findingItems(deployed), await subscriber.received());
    expect(missing).toEqual([]);
  }, 60_000);

  it('leave all garbage in quarantine, each piece once', async () => {
    expect((await stateItems(deployed, 'quarantine#')).length).toBe(garbage);
  }, 60_000);
});

/** One part before the outages, one in each, one after them. */
async function sendThroughOutages(deployed: Deployed, parcels: readonly Parcel[]): Promise<void> {
  const { control } = deployed.sandbox;
  const quarter = Math.ceil(parcels.length / 4);
  const part = (index: number) => parcels.slice(index * quarter, (index + 1) * quarter);
  const outage = async (service: string, error: string, some: readonly Parcel[]): Promise<void> => {
    const over = Date.now() + OUTAGE_S * 1000;
    await control.breakDown({ service, error, seconds: OUTAGE_S });
    await sendAll(deployed, some, OUTAGE_S - 1);
    await wait(Math.max(0, over - Date.now()));
    const refused = await control.refused(service);
    const kept = await waitingDeliveries(deployed);
    process.stderr.write(
      `  ${service}: ${refused} calls refused in ${OUTAGE_S} s, ${kept} deliveries failed for good\n`,
    );
    expect(refused).toBeGreaterThan(0);
  };
  await sendAll(deployed, part(0));
  await outage('dynamodb', 'ThrottlingException', part(1));
  await outage('sns', 'ServiceUnavailable', part(2));
  await sendAll(deployed, part(3));
}
