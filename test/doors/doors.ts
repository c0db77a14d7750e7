import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readLogFiles } from '#adapters/local/log-files';
import { memoryObjectReader } from '#adapters/local/memory-object-reader';
import { memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { type CarriedRecord, subscriptionPayload } from '#adapters/local/subscription-payload';
import { collectTrail } from '#app/collect-trail';
import type { Incoming } from '#app/detector';
import { type TriageDeps, triage } from '#app/triage';
import { epochMs, isoFromMs, parseTime } from '#core/time';
import { createHandler as createEventsHandler } from '#lambdas/watch-events/handler';
import { createHandler } from '#lambdas/watch-logs/handler';
import { createHandler as createObjectsHandler } from '#lambdas/watch-objects/handler';
import { collecting, virtualClock } from '../support/collecting.ts';
import { batches, seeded, shuffled } from '../support/dynamo-events.ts';
import { NOW } from './door-events.ts';
import { eventEnvelope, objectMessages } from './envelopes.ts';

/** A way in: hands all events to triage. */
export type Door = (events: readonly CarriedRecord[], deps: TriageDeps) => Promise<unknown>;

const incoming = (events: readonly CarriedRecord[]): readonly Incoming[] =>
  events.map((event, index) => ({ ...event, origin: `test:${index}` }));

/** Straight into triage, so many at once. */
export const inBatches =
  (size: number): Door =>
  async (events, deps) => {
    for (const batch of batches(incoming(events), size)) await triage(batch, deps);
  };

/** The same door with the events in another order. */
export const inOtherOrder =
  (seed: number, door: Door): Door =>
  (events, deps) =>
    door(shuffled(events, seeded(seed)), deps);

/** The same door, everything a second time. */
export const twice =
  (door: Door): Door =>
  async (events, deps) => {
    await door(events, deps);
    await door(events, deps);
  };

/** Two writers at once, who begin at different ends: each event comes from both. */
export const fromBothEnds =
  (one: Door, other: Door): Door =>
  (events, deps) => {
    const middle = Math.floor(events.length / 2);
    const [first, second] = [events.slice(0, middle), events.slice(middle)];
    return Promise.all([one([...first, ...second], deps), other([...second, ...first], deps)]);
  };

/** Through the handler of a log subscription, in payloads of 1 to 300 log events. */
export const throughLogs =
  (seed: number): Door =>
  async (events, deps) => {
    const handler = createHandler(deps);
    const random = seeded(seed);
    const origin = { accountId: '123456789012', logGroup: 'trail', logStream: 'eu-central-1' };
    for (let start = 0; start < events.length; ) {
      const size = 1 + Math.floor(300 * random() ** 3);
      await handler(subscriptionPayload(events.slice(start, start + size), origin));
      start += size;
    }
  };

/** Through the collector, from an event history of two regions, read twice with the overlap. */
export const throughHistory: Door = async (events, deps) => {
  const clock = virtualClock(NOW);
  const history = events.map(({ record, fallbackTime }, index) => ({
    record: JSON.stringify(record),
    // The history's own time; only events without one of their own are affected by it.
    at: fallbackTime ?? epochMs(NOW - 90_000 - index * 10_000),
    region: index % 3 === 0 ? 'us-east-1' : 'eu-central-1',
    eventName: String(record['eventName']),
    readOnly: record['readOnly'] === true,
  }));
  const collect = collecting({ clock, reader: memoryTrailReader({ events: history, now: clock.now }) });
  for (let run = 0; run < 2; run += 1) {
    const report = await collectTrail(
      {
        regions: ['us-east-1', 'eu-central-1'],
        writesOnly: false,
        cursor: { overlapMs: 20 * 60_000, lookBackMs: 48 * 3_600_000 },
        deadline: epochMs(clock.now() + 3_600_000),
      },
      { ...collect, quarantine: deps.quarantine, triage: (batch) => triage(batch, deps) },
    );
    if (report.resumes || report.failed.length > 0) throw new Error('the history was not read to its end');
    clock.advance(300_000);
  }
};

/** Through the handler of EventBridge rules: events alone in their envelopes, and some in lists. */
export const throughEvents =
  (seed: number): Door =>
  async (events, deps) => {
    const handler = createEventsHandler(deps);
    const random = seeded(seed);
    for (let start = 0; start < events.length; ) {
      const size = 1 + Math.floor(40 * random() ** 3);
      const [first, ...more] = events.slice(start, start + size).map(eventEnvelope);
      await handler(more.length === 0 ? first : [first, ...more]);
      start += size;
    }
  };

/** Through the handler of a queue, from objects of three shapes that S3, SNS and EventBridge announce, some twice. */
export const throughObjects =
  (seed: number): Door =>
  async (events, deps) => {
    const random = seeded(seed);
    const objects = new Map<string, Buffer>();
    for (let start = 0; start < events.length; ) {
      const size = 1 + Math.floor(2000 * random() ** 2);
      for (const [name, bytes] of shapesOf(events.slice(start, start + size)))
        objects.set(`s3://trail/März ${start}/${name}`, bytes);
      start += size;
    }
    const keys = [...objects.keys()].map((address) => address.slice('s3://trail/'.length));
    const handler = createObjectsHandler({
      ...deps,
      reader: memoryObjectReader(objects),
      ...{ objectsAtOnce: 3, batch: { records: 50, bytes: 100_000 }, stopMarginMs: 0 },
    });
    for (const some of batches([...keys, ...keys.slice(0, 5)], 4)) {
      const { batchItemFailures } = await handler(objectMessages(some), {
        getRemainingTimeInMillis: () => 60_000,
      });
      if (batchItemFailures.length > 0) throw new Error('an object was not read');
    }
  };

/** Through files: a packed log file, JSON lines, and what LookupEvents answers. */
export const throughFiles: Door = async (events, deps) => {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-doors-'));
  try {
    for (const [name, bytes] of shapesOf(events)) await writeFile(join(folder, name), bytes);
    for await (const items of readLogFiles([folder])) {
      const records = items.flatMap((item) => (item.type === 'record' ? [item] : []));
      if (records.length !== items.length) throw new Error('a file holds something that is no record');
      await triage(
        records.map(({ file, offset, ...carried }) => ({ ...carried, origin: `${file}:${offset}` })),
        deps,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Events without a time of their own go where the carrier gives one. */
function shapesOf(events: readonly CarriedRecord[]): ReadonlyMap<string, Buffer> {
  const timed = events.filter(({ fallbackTime }) => fallbackTime === undefined).map(({ record }) => record);
  const third = Math.ceil(timed.length / 3);
  const looked = [
    ...events.filter(({ fallbackTime }) => fallbackTime !== undefined),
    ...timed.slice(2 * third).map((record) => ({ record })),
  ];
  const lookup = {
    Events: looked.map(({ record, fallbackTime }: CarriedRecord) => ({
      EventTime: isoFromMs(fallbackTime ?? parseTime(record['eventTime']) ?? NOW),
      CloudTrailEvent: JSON.stringify(record),
    })),
  };
  const lines = timed.slice(third, 2 * third).map((record) => `${JSON.stringify(record)}\n`);
  const log = timed.slice(0, third);
  return new Map([
    ...(log.length > 0 ? ([['a.json.gz', gzipSync(JSON.stringify({ Records: log }))]] as const) : []),
    ...(lines.length > 0 ? ([['b.ndjson', Buffer.from(lines.join(''))]] as const) : []),
    ...(looked.length > 0 ? ([['c.json', Buffer.from(JSON.stringify(lookup, undefined, 1))]] as const) : []),
  ]);
}
