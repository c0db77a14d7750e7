import type { Finding } from '#core/finding';
import type { FindingStore } from '#ports/finding-store';

const AT_ONCE = 8;

/** Reads findings whole, the first `most` of the ids, a few at once; one that has expired meanwhile is left out. */
export async function readDetails(
  store: Pick<FindingStore, 'get'>,
  ids: readonly string[],
  most: number,
): Promise<readonly Finding[]> {
  const wanted = ids.slice(0, most);
  const found: Finding[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const part = await Promise.all(wanted.slice(at, at + AT_ONCE).map((id) => store.get(id)));
    found.push(...part.filter((finding) => finding !== undefined));
  }
  return found;
}
