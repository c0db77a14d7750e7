import { searchSink } from '#adapters/search/search-sink';
import { escapeForTerminal } from '#core/escape';
import type { SearchDocument } from '#core/search/document';
import { findingDocument } from '#core/search/finding-document';
import type { SearchSink } from '#ports/search-sink';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withStore } from '../findings/open-store.ts';
import { everyFinding } from '../findings/select-findings.ts';
import { plural } from '../output/numbers.ts';
import { commandLog } from '../pipeline/command-log.ts';
import { type NamedServer, type SearchOptions, usage } from './search-options.ts';

const AT_A_TIME = 200;

/** Writes every finding of the table to the server. May be repeated, also while the deployment writes: the newer document stays. */
export async function loadFindings(
  server: NamedServer,
  options: SearchOptions,
  context: CliContext,
): Promise<void> {
  if (options.index !== 'all' && options.index !== 'findings')
    throw usage('--load findings goes with --index findings');
  const { clock } = context.io;
  const sink = searchSink({ ...server, clock, log: commandLog(context), lingerMs: 0 });
  const sum = { written: 0, known: 0, refused: 0 };
  await withStore(options, context, async (store) => {
    let documents: SearchDocument[] = [];
    for await (const { findingId } of everyFinding(store, {})) {
      const finding = await store.get(findingId);
      if (finding) documents.push(findingDocument(finding));
      if (documents.length < AT_A_TIME) continue;
      await put(sink, documents, sum, context);
      documents = [];
    }
    await put(sink, documents, sum, context);
  });
  await sink.close();
  context.say(
    `${plural(sum.written, 'finding')} written, ${sum.known} there already, ${sum.refused} refused`,
  );
  if (sum.refused > 0) context.exitWith(EXIT.partial);
}

async function put(
  sink: SearchSink,
  documents: readonly SearchDocument[],
  sum: { written: number; known: number; refused: number },
  { say }: CliContext,
): Promise<void> {
  const { written, known, refused } = await sink.put(documents);
  sum.written += written;
  sum.known += known;
  sum.refused += refused.length;
  for (const { id, reason } of refused) say(`${escapeForTerminal(id)}: refused, ${reason}`);
}
