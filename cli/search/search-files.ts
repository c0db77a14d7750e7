import { eventDocument } from '#core/search/event-document';
import { matchesQuery } from '#core/search/matches-query';
import type { Clause } from '#core/search/simple-query';
import type { EpochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import type { ReadRecord } from '#ports/read-item';
import type { SearchQuery } from '#ports/search-index';
import type { CliContext } from '../context.ts';
import { openLogs } from '../input/open-logs.ts';
import { type Found, newestFirst, newestHits } from './newest-hits.ts';

/** Looks for CloudTrail events in files; an event that is in several is found once. */
export async function searchFiles(
  clauses: readonly Clause[],
  query: SearchQuery,
  { files, limit }: { readonly files: readonly string[]; readonly limit: number },
  context: CliContext,
): Promise<Found> {
  const input = openLogs(files, context);
  const newest = newestHits(limit, newestFirst);
  const given = new Set<string>();
  const add = (item: ReadRecord): void => {
    const hit = hitOf(item, clauses, query, context.io.clock.now());
    if (hit && !given.has(hit.id)) newest.add(hit);
    if (hit) given.add(hit.id);
  };
  let faults = 0;
  for await (const items of input.items) {
    for (const item of items) {
      if (item.type === 'record') add(item);
      if (item.type !== 'fault') continue;
      input.fault(item);
      faults += 1;
    }
  }
  return { ...newest.end(), isPartial: faults > 0 || input.unsearched() > 0 };
}

function hitOf(item: ReadRecord, clauses: readonly Clause[], { since, until }: SearchQuery, now: EpochMs) {
  const { record, file, fallbackTime } = item;
  const event = watchedEvent(record, {
    origin: file,
    now,
    ...(fallbackTime === undefined ? {} : { fallbackTime }),
  });
  if (since !== undefined && event.at < since) return undefined;
  if (until !== undefined && event.at > until) return undefined;
  const { id, body } = eventDocument(event);
  return matchesQuery(clauses, 'events', body) ? { id, family: 'events' as const, body } : undefined;
}
