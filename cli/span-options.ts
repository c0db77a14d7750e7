import type { Command } from 'commander';
import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import { HISTORY_MS } from '#core/trail-cursor';

/** A span as two options give it. */
interface SpanOptions {
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
}

/** Ends with a usage error when a span ends before it begins. `names`: the two options. */
export function refuseReversed(
  command: Command,
  { from, to }: SpanOptions,
  names: readonly [from: string, to: string],
): void {
  if (from === undefined || to === undefined || from <= to) return;
  const [first, last] = names;
  command.error(`error: ${first} is later than ${last}: nothing lies between them`);
}

/** What was typed as "90d" a moment ago still counts as 90 days. */
const GRACE_MS = 3_600_000;

/** Ends with a usage error when a span lies where the event history of AWS holds nothing: ahead of now, or too far back. */
export function refuseOutsideHistory(
  command: Command,
  { from, to }: SpanOptions,
  now: EpochMs,
  name: string,
): void {
  if (from !== undefined && from > now) {
    command.error(`error: ${name} lies in the future: ${isoFromMs(from)}`);
  }
  const oldest = epochMs(now - HISTORY_MS);
  const firstAsked = from ?? to;
  if (firstAsked === undefined || firstAsked >= oldest - GRACE_MS) return;
  command.error(
    `error: AWS keeps 90 days of event history, from ${isoFromMs(oldest)} on; asked for was ${isoFromMs(firstAsked)}. ` +
      'What is older lies only in the files of a trail.',
  );
}
