import type { Command } from 'commander';
import { httpSearchIndex } from '#adapters/search/http-search-index';
import { escapeForTerminal } from '#core/escape';
import type { SearchHit, SearchQuery } from '#ports/search-index';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plural } from '../output/numbers.ts';
import { printRows, rowWriter } from '../output/rows.ts';
import { refuseReversed } from '../span-options.ts';
import { type HitRow, hitColumns, rowOf } from './hit-rows.ts';
import { loadFindings } from './load-findings.ts';
import type { Found } from './newest-hits.ts';
import { familiesOf, type NamedServer, type SearchOptions, serverOf, usage } from './search-options.ts';
import { searchWithoutServer } from './search-without-server.ts';
import { setUpServer } from './set-up-server.ts';
import { unknownFields } from './unknown-fields.ts';

/** Searches and prints; or, with `--setup` and `--load`, prepares a server. */
export async function runSearch(
  words: string,
  options: SearchOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  refuseReversed(command, { from: options.since, to: options.until }, ['--since', '--until']);
  const server = serverOf(options, context);
  if (options.setup || options.load) return prepare(words, server, options, context);
  const query = queryOf(words, options);
  const found = server
    ? await searchServer(server, query, options.limit, context)
    : await searchWithoutServer(query, options, context);
  const rows = found.hits.map(rowOf);
  print(rows, options.format, context);
  await context.out.flush();
  if (options.format === 'table')
    context.say(rows.length === 0 ? 'Nothing was found.' : plural(rows.length, 'hit'));
  if (found.isCut) context.say('More exist: raise --limit, or narrow with --until.');
  if (found.isPartial) context.exitWith(EXIT.partial);
}

async function prepare(
  words: string,
  server: NamedServer | undefined,
  options: SearchOptions,
  context: CliContext,
): Promise<void> {
  if (words !== '') throw usage('--setup and --load take no query');
  if (!server) throw usage('--setup and --load need a server: give --url, or set TRAILHOUND_SEARCH_URL');
  if (options.setup) await setUpServer(server, options, context);
  if (options.load) await loadFindings(server, options, context);
}

function queryOf(words: string, options: SearchOptions): SearchQuery {
  const { since, until } = options;
  return {
    query: words.trim() === '' ? '*' : words,
    families: familiesOf(options),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

async function searchServer(
  server: NamedServer,
  query: SearchQuery,
  limit: number,
  context: CliContext,
): Promise<Found> {
  if (server.auth.kind === 'basic' && server.url.protocol === 'http:' && !isLoopback(server.url))
    context.say(context.errColours.yellow('The password travels unencrypted: use an address with https.'));
  const index = httpSearchIndex({ ...server, clock: context.io.clock });
  const hits: SearchHit[] = [];
  let isCut = false;
  for await (const hit of index.search(query)) {
    isCut = hits.length === limit;
    if (isCut) break;
    hits.push(hit);
  }
  // A server takes an unknown field for one that nothing has, and says so to nobody.
  const unknown = query.families.includes('logs') ? [] : unknownFields(query.query);
  for (const name of unknown)
    context.say(context.errColours.yellow(`No document has a field ${escapeForTerminal(name)}.`));
  return { hits, isCut };
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

function print(rows: readonly HitRow[], format: string, context: CliContext): void {
  if (format === 'table') {
    printRows(rows, format, { columns: hitColumns(context.colours), keys: [] }, context);
    return;
  }
  const writer = rowWriter<HitRow>(format, ['index', 'id'], context.out, { whole: true });
  for (const row of rows) writer.row(row);
  writer.end();
}
