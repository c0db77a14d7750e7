import { inflate } from '#adapters/codec/inflate';
import type { IntakeSpool, SpoolPart } from '#adapters/local/intake-spool';
import { takeRecords } from '#app/intake/take-records';
import { type AppLogDeps, flushSilent, watchLines } from '#app/logs/watch-entries';
import type { FindingStore } from '#ports/finding-store';
import type { ShippedRecord } from '#ports/intake';
import type { CliContext } from '../context.ts';
import { commandLog } from '../pipeline/command-log.ts';
import type { Pipeline } from '../pipeline/with-pipeline.ts';
import { LOCAL_PLACE } from './app-logs.ts';
import { withPatience } from './with-patience.ts';

export interface FindingsRunParts {
  readonly spool: IntakeSpool;
  readonly pipeline: Pipeline;
  readonly appLogs: AppLogDeps;
  readonly context: CliContext;
  readonly isStopping: () => boolean;
}

/** Makes findings of what the spool holds. */
export interface FindingsRun {
  /** Resolves when the spool is closed and empty; `false` when a store failed and records stay in the spool. */
  readonly ended: Promise<boolean>;
  readonly taken: () => number;
  /** Findings that changed since this was asked last. */
  readonly changed: () => readonly string[];
  readonly store: FindingStore;
}

/** Records that are worked on at a time. */
const BATCH = 1_000;
/** Streams that fell silent are looked for so often. */
const FLUSH_EVERY_MS = 15_000;

/** Begins at once; everything runs in the background until the spool is closed. */
export function findingsRun({
  spool,
  pipeline,
  appLogs,
  context,
  isStopping,
}: FindingsRunParts): FindingsRun {
  const changed = new Set<string>();
  const findings = noting(pipeline.triage.findings, changed);
  const log = commandLog(context);
  const logs: AppLogDeps = { ...appLogs, findings };
  const deps = {
    triage: { ...pipeline.triage, findings },
    inflate,
    watchLines: async (streams: Parameters<Parameters<typeof takeRecords>[1]['watchLines']>[0]) =>
      void (await watchLines(
        streams.map((stream) => ({ ...stream, ...LOCAL_PLACE })),
        logs,
      )),
  };
  const patience = { clock: context.io.clock, log, isStopping };
  let taken = 0;
  let alerting: Promise<unknown> = Promise.resolve();
  const alert = (): Promise<unknown> => {
    // What is not sent stays pending, and is sent with the next.
    alerting = alerting
      .then(() => pipeline.alerts.now())
      .catch((cause: unknown) => log.error('alerts could not be sent', {}, cause));
    return alerting;
  };

  const process = async (part: SpoolPart): Promise<boolean> => {
    if (part.damaged > 0)
      log.error(`${part.damaged} lines of the spool are damaged and were lost`, {}, DAMAGE);
    for (let at = 0; at < part.records.length; at += BATCH) {
      const batch: readonly ShippedRecord[] = part.records.slice(at, at + BATCH);
      if (
        !(await withPatience(
          'records wait: they could not be stored',
          () => takeRecords(batch, deps),
          patience,
        ))
      )
        return false;
      taken += batch.length;
    }
    await alert();
    await part.done();
    return true;
  };

  const flush = async (silenceMs?: number): Promise<void> => {
    await flushSilent(logs, silenceMs === undefined ? {} : { silenceMs });
    await alert();
  };
  const timer = setInterval(() => {
    flush().catch((cause: unknown) =>
      log.error('streams that fell silent could not be looked at', {}, cause),
    );
  }, FLUSH_EVERY_MS);

  const run = async (): Promise<boolean> => {
    try {
      for (let part = await spool.next('findings'); part; part = await spool.next('findings'))
        if (!(await process(part))) return false;
      return await withPatience('open entries wait: they could not be stored', () => flush(0), patience);
    } finally {
      clearInterval(timer);
    }
  };
  return {
    ended: run(),
    taken: () => taken,
    store: findings,
    changed: () => {
      const ids = [...changed];
      changed.clear();
      return ids;
    },
  };
}

const DAMAGE = new Error('damaged lines');

/** A store that notes which findings it was told about. */
const noting = (store: FindingStore, changed: Set<string>): FindingStore => ({
  ...store,
  record: async (deltas, settings) => {
    const recorded = await store.record(deltas, settings);
    for (const { findingId } of recorded) changed.add(findingId);
    return recorded;
  },
});
