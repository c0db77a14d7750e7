/** Queries of the guide's two tables: those that work everywhere, and those that need a server. */
export function guideQueries(guide: string): {
  readonly everywhere: readonly string[];
  readonly onServers: readonly string[];
} {
  const [first = '', second = ''] = guide.split('| query | finds |').slice(1);
  return { everywhere: queriesIn(first), onServers: queriesIn(second) };
}

/** First cells of the rows at the beginning of a text; a bar is written `\|` in a table. */
const queriesIn = (text: string): readonly string[] =>
  (text.split('\n\n')[0] ?? '')
    .split('\n')
    .flatMap((line) => /^\| `(.+?)` \| /.exec(line)?.[1]?.replaceAll('\\|', '|') ?? []);
