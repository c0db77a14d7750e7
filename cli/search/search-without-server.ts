import { TrailhoundError } from '#core/errors';
import { type Clause, parseSimpleQuery } from '#core/search/simple-query';
import type { SearchQuery } from '#ports/search-index';
import type { CliContext } from '../context.ts';
import { type Found, newestFirst } from './newest-hits.ts';
import { searchFiles } from './search-files.ts';
import type { SearchOptions } from './search-options.ts';
import { searchStore } from './search-store.ts';

/** Searches the findings table, and events in files, with our own code, and says what that can't do. */
export async function searchWithoutServer(
  query: SearchQuery,
  options: SearchOptions,
  context: CliContext,
): Promise<Found> {
  const clauses = parsed(query.query);
  const { index, files } = options;
  const wantsEvents = index === 'events' || index === 'all';
  if (index === 'logs' || (index === 'events' && files === undefined)) {
    throw new TrailhoundError(
      'TH_USAGE',
      `${index} are searched on a search server alone (--url)${index === 'events' ? ', or in the files that you name (--files)' : ''}`,
    );
  }
  const searchesStore =
    index === 'findings' || (index === 'all' && (files === undefined || options.table !== undefined));
  sayLimits({ wantsEvents, searchesStore, hasFiles: files !== undefined }, context);
  const found: Found[] = [];
  if (searchesStore) found.push(await searchStore(clauses, query, options, context));
  if (wantsEvents && files !== undefined)
    found.push(await searchFiles(clauses, query, { ...options, files }, context));
  return merged(found, options.limit);
}

function parsed(query: string): readonly Clause[] {
  const read = parseSimpleQuery(query);
  if (read.ok) return read.value;
  throw new TrailhoundError(
    'TH_USAGE',
    [
      'the query asks for more than can be done without a search server (--url):',
      ...read.error,
      'What works: words, "phrases", begin*, field:value, -not; all of them must hold.',
    ].join('\n'),
  );
}

function sayLimits(
  {
    wantsEvents,
    searchesStore,
    hasFiles,
  }: { wantsEvents: boolean; searchesStore: boolean; hasFiles: boolean },
  { say, errColours }: CliContext,
): void {
  const where = [...(searchesStore ? ['the findings table'] : []), ...(hasFiles ? ['the named files'] : [])];
  const events = wantsEvents && !hasFiles ? ' Events are not in it: name files with --files.' : '';
  say(
    errColours.dim(
      `No search server is named: searching ${where.join(' and ')}. No OR, no ranges, no ranking by relevance.${events}`,
    ),
  );
}

function merged(found: readonly Found[], limit: number): Found {
  const hits = found.flatMap((one) => one.hits).sort(newestFirst);
  return {
    hits: hits.slice(0, limit),
    isCut: hits.length > limit || found.some((one) => one.isCut),
    isPartial: found.some((one) => one.isPartial === true),
  };
}
