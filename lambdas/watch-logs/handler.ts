import type { CloudWatchLogsEvent } from 'aws-lambda';
import { decodeLogsBatch, type LogsBatch } from '#adapters/aws/logs-batch';
import { inflate } from '#adapters/codec/inflate';
import { flushAfter } from '#app/flush-after';
import { type AppLogCounts, type AppLogDeps, type StreamLines, watchLines } from '#app/logs/watch-entries';
import { type RawMessage, takeIn } from '#app/take-in';
import { addCounts, type TriageCounts, type TriageDeps } from '#app/triage';
import { sha256Text } from '#core/digest';
import type { QuarantinedInput } from '#ports/quarantine';

/** What the handler needs; without `apps` every log group is a trail's. */
export interface WatchLogsDeps extends TriageDeps {
  readonly apps?: {
    readonly trailGroups: 'all' | readonly string[];
    /** Absent where no application logs are watched: a delivery of one is then refused. */
    readonly deps?: AppLogDeps;
    readonly region: string;
  };
}

export type WatchLogsCounts = TriageCounts & { readonly appLogs?: AppLogCounts };
type DataBatch = Extract<LogsBatch, { kind: 'data' }>;

/**
 * CloudWatch Logs subscription -> findings with their alerts pending; of a trail, or of an application's log.
 *
 * Invoked asynchronously: a throw makes AWS retry the whole batch, then hand it to the failure queue. So only what a
 * retry can heal is thrown; a payload that can't be decoded is put into quarantine, where it can be looked at.
 */
export const createHandler = (deps: WatchLogsDeps) =>
  flushAfter(deps.metrics, async (event: CloudWatchLogsEvent): Promise<WatchLogsCounts> => {
    const batch = decodeLogsBatch(event);
    if (!batch.ok) {
      await deps.quarantine.put([undecodable(event, batch.error)]);
      deps.log.warn('payload in quarantine', { reason: batch.error });
      return { ...addCounts(), quarantined: 1 };
    }
    if (batch.value.kind === 'control') return addCounts();
    const faults = faultsOf(batch.value);
    if (faults.length > 0) await deps.quarantine.put(faults);
    const counts = isTrail(batch.value.group, deps)
      ? await takeIn(toMessages(batch.value), { ...deps, inflate })
      : await takeLines(batch.value, deps);
    return { ...counts, quarantined: counts.quarantined + faults.length };
  });

const isTrail = (group: string, { apps }: WatchLogsDeps): boolean =>
  apps === undefined || apps.trailGroups === 'all' || apps.trailGroups.includes(group);

async function takeLines(batch: DataBatch, { apps, log }: WatchLogsDeps): Promise<WatchLogsCounts> {
  if (!apps?.deps) {
    log.warn('a log group was delivered that nobody asked for', { group: batch.group });
    return addCounts();
  }
  const appLogs = await watchLines([toLines(batch, apps.region)], apps.deps);
  return { ...addCounts(), quarantined: appLogs.quarantined, appLogs };
}

const toLines = ({ owner, group, stream, messages }: DataBatch, region: string): StreamLines => ({
  ...{ group, stream, accountId: owner, region },
  lines: messages.map(({ id, message, timestamp }, place) => ({
    text: message,
    key: id || sha256Text(JSON.stringify([timestamp, place, message])),
    place,
    ...(timestamp === undefined ? {} : { at: timestamp }),
  })),
});

const toMessages = (batch: DataBatch): readonly RawMessage[] =>
  batch.messages.map(({ message, timestamp }, offset) => ({
    ...{ text: message, origin: originOf(batch), offset },
    ...(timestamp === undefined ? {} : { fallbackTime: timestamp }),
  }));

const originOf = ({ group, stream }: DataBatch): string => `${group}:${stream}`;

const faultsOf = (batch: DataBatch): readonly QuarantinedInput[] =>
  batch.faults.map(({ index, reason }) => ({ source: originOf(batch), offset: index, reason, raw: '' }));

function undecodable(event: unknown, reason: string): QuarantinedInput {
  return { source: 'watch-logs', offset: 0, reason, raw: JSON.stringify(event) ?? '' };
}
