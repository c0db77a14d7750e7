import { consoleHost } from '../console-host.ts';
import type { EpochMs } from '../time.ts';

/** A place in CloudWatch Logs. */
export interface LogPlace {
  readonly region: string;
  readonly group: string;
  /** `''` for the whole group. */
  readonly stream: string;
  /** Where to begin reading. */
  readonly at?: EpochMs;
}

const REGION = /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/;
/** What the console shows around the instant: some lines before, and what comes after. */
const BEFORE_MS = 60_000;
const AFTER_MS = 300_000;

/**
 * Prints the address at which the CloudWatch console shows a log stream around an instant.
 *
 * Names in the console's fragment are percent-encoded twice and its own query once; in both the console then writes `$`
 * for `%`. `undefined` where the region is none, as for logs that did not come from CloudWatch.
 */
export function consoleLink({ region, group, stream, at }: LogPlace): string | undefined {
  if (!REGION.test(region) || group === '') return undefined;
  const place = `logsV2:log-groups/log-group/${twice(group)}`;
  const events = stream === '' ? '' : `/log-events/${twice(stream)}`;
  const span =
    at === undefined || stream === ''
      ? ''
      : once(`?start=${Math.max(0, at - BEFORE_MS)}&end=${at + AFTER_MS}`);
  return `https://${consoleHost(region)}/cloudwatch/home?region=${region}#${place}${events}${span}`;
}

/** `encodeURIComponent` leaves these five as they are. A lone surrogate has no encoding. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const twice = (text: string): string => encoded(encoded(text)).replaceAll('%', '$');
const once = (text: string): string => encoded(text).replaceAll('%', '$');
