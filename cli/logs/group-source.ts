import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ONCE } from '#adapters/aws/log-groups-calls';
import { awsLogEvents } from '#adapters/aws/log-groups-events';
import { groupJoiner } from '#app/logs/group-joiner';
import { LOG_REQUEST_INTERVAL_MS, walkGroup } from '#app/logs/walk-group';
import { pacer } from '#app/pacer';
import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import { AdvisedError } from '../advised-error.ts';
import { withAwsHint } from '../aws-hint.ts';
import type { CliContext } from '../context.ts';
import { NO_ANSWER } from '../report/no-region-read.ts';
import type { OnEntries, SourcedEntry, SourceFigures } from './log-source.ts';

export interface GroupSpan {
  readonly group: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly region: string | undefined;
}

/** Reads entries of a log group, page by page. Throws `TH_LOGS_READ` where it can't be read to its end. */
export async function readGroupEntries(
  { group, from, to, region }: GroupSpan,
  { io: { clock } }: CliContext,
  figures: SourceFigures,
  onEntries: OnEntries,
): Promise<void> {
  const client = new CloudWatchLogsClient({ ...ONCE, ...(region === undefined ? {} : { region }) });
  const joiner = groupJoiner(from);
  const streams = new Set<string>();
  const deps = {
    ...{ events: awsLogEvents(client), clock, random: Math.random },
    pacer: pacer(clock, LOG_REQUEST_INTERVAL_MS),
  };
  const end = await walkGroup({ group, from, to, pattern: '' }, deps, async ({ events }) => {
    figures.lines += events.length;
    figures.bytes += events.reduce((sum, { text }) => sum + text.length, 0);
    for (const { stream } of events) if (streams.size < MOST_STREAMS) streams.add(stream);
    figures.files = streams.size;
    await onEntries(joiner.add(events).map(toSourced(group)));
    return 'go on';
  }).catch((error: unknown) => {
    throw withAwsHint(error);
  });
  if (end === 'gone') throw new TrailhoundError('TH_LOGS_READ', `${group}: no such log group in this region`);
  if (end === 'busy') throw new AdvisedError('TH_LOGS_READ', `${group}: reading ended early: ${NO_ANSWER}`);
  if (end !== 'done') throw new TrailhoundError('TH_LOGS_READ', `${group}: reading ended early (${end})`);
  await onEntries(joiner.end(epochMs(Number.MAX_SAFE_INTEGER)).map(toSourced(group)));
}

/** Streams that are counted. */
const MOST_STREAMS = 100_000;

const toSourced =
  (group: string) =>
  ({ stream, entry, before }: ReturnType<ReturnType<typeof groupJoiner>['add']>[number]): SourcedEntry => ({
    ...{ entry, file: `${group}:${stream}` },
    before: before(),
  });
