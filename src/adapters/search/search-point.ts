import { fieldText, member } from '#core/field-text';
import type { EpochMs } from '#core/time';
import type { SearchHttp } from './search-http.ts';
import type { SearchServer } from './search-server.ts';

/** A state of some indices that does not change while we read it page by page. */
export interface PointInTime {
  /** What it adds to the body of a search. */
  readonly body: () => object;
  readonly close: () => Promise<void>;
}

const KEEP = '2m';

/** Opens one; `undefined` where the server has no such thing or will not give one: pages then follow a living index. */
export async function openPoint(
  http: SearchHttp,
  server: SearchServer,
  names: readonly string[],
  deadline: EpochMs,
): Promise<PointInTime | undefined> {
  if (server.pointInTime === 'none') return undefined;
  const isOpen = server.pointInTime === 'opensearch';
  const path = `/${names.join(',')}/${isOpen ? '_search/point_in_time' : '_pit'}`;
  const query = { keep_alive: KEEP, ignore_unavailable: 'true' };
  const answer = await http({ method: 'POST', path, query, deadline });
  const id = answer.ok ? fieldText(member(answer.value.json, isOpen ? 'pit_id' : 'id'), 100_000) : '';
  if (id === '') return undefined;
  return {
    body: () => ({ pit: { id, keep_alive: KEEP } }),
    close: async () => {
      const body = JSON.stringify(isOpen ? { pit_id: [id] } : { id });
      // One that stays open ends by itself.
      await http({ method: 'DELETE', path: isOpen ? '/_search/point_in_time' : '/_pit', body });
    },
  };
}
