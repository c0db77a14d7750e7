import type { SearchDocument } from '#core/search/document';
import { logDocument } from '#core/search/log-document';
import type { EpochMs } from '#core/time';
import type { ShippedEntry } from '../logs/app-log-deps.ts';
import { entryKey, timeOf } from '../logs/error-event.ts';
import { handOver, type ShipReport } from './hand-over.ts';
import type { ShipEventsDeps } from './ship-events.ts';

/**
 * Hands entries of application logs to the queue of the search server, as `shipEvents` does events: those that are
 * errors or that a rule matched, or all. Never rejects.
 */
export async function shipEntries(
  entries: readonly ShippedEntry[],
  now: EpochMs,
  { choice, queue, log }: ShipEventsDeps,
): Promise<ShipReport> {
  const wanted = choice === 'none' ? [] : entries.filter(({ matched }) => choice === 'all' || matched);
  const report = await handOver(wanted, (one) => documentOf(one, now), queue);
  const { shipped, failed } = report;
  if (failed > 0) log.error('log entries are missing in the search', { failed, shipped });
  return report;
}

function documentOf({ read }: ShippedEntry, now: EpochMs): SearchDocument {
  const { place, reading, entry } = read;
  const { level, logger, exception, message, fields } = reading;
  return logDocument({
    key: entryKey(place, entry),
    at: timeOf(entry, reading, now).at,
    message,
    ...(level === undefined ? {} : { level }),
    ...(logger === undefined ? {} : { logger }),
    ...(exception === undefined ? {} : { exception: { type: exception.type, stack: entry.text } }),
    ...(fields === undefined ? {} : { labels: fields }),
    path: `${place.group}:${place.stream}`,
    account: place.accountId,
    region: place.region,
  });
}
