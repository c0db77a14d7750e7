import { type Command, InvalidArgumentError, Option } from 'commander';
import { searchUrl } from '#config/search-settings';
import { isIndexName } from '#core/search/index-names';
import type { CliContext } from '../context.ts';
import { MOST_LISTED, withStoreOptions } from '../findings/store-options.ts';
import { formatOption, fromOption, gather, someText, untilOption, wholeNumber } from '../option-values.ts';
import type { SearchOptions } from '../search/search-options.ts';

/** Adds `search`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  const search = program
    .command('search')
    .description('search findings and events: on a search server, or without one in the table and in files')
    .argument('[query...]', 'words, "phrases", field:value, begin*, -not; everything without one')
    .addOption(
      new Option('-i, --index <what>', 'where to look')
        .choices(['findings', 'events', 'logs', 'all'])
        .default('all'),
    )
    .option('--since <time>', 'at or after: a day, an instant, or how long ago (7d)', fromOption(clock))
    .option('--until <time>', 'at or before; a day means its end', untilOption(clock))
    .option('-n, --limit <number>', 'how many', wholeNumber(1, MOST_LISTED), 50)
    .addOption(formatOption(['table', 'json', 'ndjson']))
    .option(
      '--url <url>',
      'OpenSearch or Elasticsearch (default: the environment’s TRAILHOUND_SEARCH_URL)',
      urlOption,
    )
    .option('--prefix <text>', 'begin of the names of its indices', prefixOption, 'trailhound')
    .option(
      '--search-index <name>',
      'look in the index of this exact name, which listen --search-index wrote, and in its findings',
      prefixOption,
    )
    .option('--user <name>', 'name for it; the password comes from TRAILHOUND_SEARCH_PASSWORD', someText)
    .addOption(
      new Option(
        '--aws [service]',
        'sign with AWS credentials: es for a domain, aoss for a serverless collection',
      )
        .choices(['es', 'aoss'])
        .preset('es'),
    )
    .option(
      '--files <path>',
      'without a server: search events in these files or folders; may be given several times',
      gather,
    )
    .option('--all', 'without a server: read a deployed table from end to end, if that is what it takes')
    .option('--setup', 'put templates and policies on the server, and let go what is too old')
    .addOption(new Option('--load <what>', 'write findings of the table to the server').choices(['findings']))
    .option('--retention <days>', 'with --setup: how long events are kept', wholeNumber(1, 3650), 30);
  withStoreOptions(search)
    .addHelpText('after', HELP)
    .action(async (words: string[], options: SearchOptions, command: Command) => {
      const { runSearch } = await import('../search/run-search.ts');
      await runSearch(words.join(' '), options, command, context);
    });
}

function urlOption(text: string): URL {
  const url = searchUrl(text);
  if (!url.ok) throw new InvalidArgumentError(`It is ${url.error}.`);
  return url.value;
}

function prefixOption(text: string): string {
  if (!isIndexName(text))
    throw new InvalidArgumentError('Lower-case letters, digits, "-", "_" and "." are allowed.');
  return text;
}

const HELP = `
On a server the query is Lucene's (OR, ranges, brackets, regular expressions). Without one it is words, "phrases",
begin*, field:value and -not, all of which must hold; anything else is refused by its name. Fields: docs/guides/search.md.

Examples:
  $ trailhound search 'StopLogging user.name:alice' --since 7d
  $ trailhound search --url https://localhost:9200 --user admin 'event.outcome:failure AND source.ip:"203.0.113.0/24"'
  $ trailhound search --aws --url https://DOMAIN.eu-west-1.es.amazonaws.com 'rule.name:root' --format ndjson
  $ trailhound search --index events --files logs/ 'event.action:Delete* -user.name:deployer'
  $ trailhound search --index findings -- -trailhound.status:closed
  $ trailhound search --setup --url http://localhost:9200
  $ trailhound search --load findings --url http://localhost:9200 --data .trailhound`;
