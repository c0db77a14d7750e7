import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';

const AT_ONCE = 8;

/** Reads findings whole, the first `most` of the ids, a few at once; one that has expired meanwhile is left out. */
export type ReadDetails = (ids: readonly string[], most: number) => Promise<readonly Finding[]>;

/** Begins to read findings whole: one that several parts of a digest ask for is read once. */
export function detailsReader(store: Pick<FindingStore, 'get'>): ReadDetails {
  const asked = new Map<string, Promise<Finding | undefined>>();
  const get = (id: string): Promise<Finding | undefined> => {
    const reading = asked.get(id) ?? store.get(id);
    asked.set(id, reading);
    return reading;
  };
  return async (ids, most) => {
    const wanted = ids.slice(0, most);
    const found: Finding[] = [];
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const part = await Promise.all(wanted.slice(at, at + AT_ONCE).map(get));
      found.push(...part.filter((finding) => finding !== undefined));
    }
    return found;
  };
}
