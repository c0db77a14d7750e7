import { searchField } from '#core/search/fields';

/** A field before a colon, outside of quotes; `_exists_` and its like are Lucene's own. */
const FIELD = /(?:^|[\s(+!-])([\w@][\w.@-]*):/g;

/** Names in a Lucene query that look like fields and are none of ours. */
export function unknownFields(query: string): readonly string[] {
  const bare = query.replace(/"(?:[^"\\]|\\.)*"/gs, '""');
  const names = [...bare.matchAll(FIELD)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !name.startsWith('_') && !searchField(name));
}
