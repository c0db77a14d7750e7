import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { trailStopped } from './calls.ts';
import type { Deployed } from './deployed.ts';
import { doorsOf } from './doors.ts';
import { functionLogs } from './function-logs.ts';
import { ROOT } from './sandbox.ts';
import type { Subscriber } from './subscribers.ts';
import { stateItems } from './table.ts';
import { until } from './until.ts';

/** From PutLogEvents to the subscriber, in milliseconds. */
export interface Latency {
  readonly events: number;
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
}

const LIMIT_S = 60;

/** Sends events one at a time, each when the alert about the last one has come, and notes how long each took. */
export async function alertLatency(
  deployed: Deployed,
  subscriber: Subscriber,
  events: number,
): Promise<Latency> {
  const { logs } = doorsOf(deployed);
  const took: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const person = `latency-${index}-of-${events}`;
    await refillBudget(deployed);
    const begun = performance.now();
    await logs([trailStopped(person)]);
    await until(
      `an alert about ${person}`,
      async () => (await subscriber.received()).find(({ text }) => text.includes(person)),
      { seconds: LIMIT_S, pauseMs: 5, witness: () => functionLogs(deployed.sandbox) },
    );
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(took[Math.ceil(share * took.length) - 1] ?? Number.NaN);
  return { events, median: at(0.5), p99: at(0.99), worst: at(1) };
}

/** As after a quiet time: a notifier sends eight alerts at once, and then one a second. */
async function refillBudget(deployed: Deployed): Promise<void> {
  for (const { owner, item } of await stateItems(deployed, 'alert-budget')) {
    const gone = new DeleteCommand({ TableName: deployed.names.stateTable, Key: { owner, item } });
    await deployed.sandbox.clients.db.send(gone);
  }
}

/** Prints a latency and keeps it in reports/, for whoever compares runs. */
export async function report(latency: Latency): Promise<void> {
  const { events, median, p99, worst } = latency;
  process.stderr.write(
    `  PutLogEvents to the queue, ${events} events: median ${median} ms, p99 ${p99} ms, worst ${worst} ms\n`,
  );
  await mkdir(join(ROOT, 'reports'), { recursive: true });
  const where = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    at: new Date().toISOString(),
  };
  await writeFile(
    join(ROOT, 'reports', 'latency.json'),
    `${JSON.stringify({ ...latency, ...where }, undefined, 2)}\n`,
  );
}
