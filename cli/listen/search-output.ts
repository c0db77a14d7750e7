import type { SearchAuth } from '#adapters/search/search-auth';
import { searchSink } from '#adapters/search/search-sink';
import { TrailhoundError } from '#core/errors';
import { isIndexName } from '#core/search/index-names';
import type { SearchSink } from '#ports/search-sink';
import type { CliContext } from '../context.ts';
import { commandLog } from '../pipeline/command-log.ts';
import type { ListenOptions } from './listen-options.ts';

/** Where records and findings are written to be searched. */
export interface SearchOutput {
  readonly records: SearchSink;
  readonly findings: SearchSink;
  readonly close: () => Promise<void>;
}

const DEFAULT_PREFIX = 'trailhound';
/** Short: what is not written waits on disk and is tried again anyway, and whoever stops the listener waits for a try. */
const PATIENCE_MS = 2_000;

/**
 * The search server that `--search` names, if it does. Records lie under the exact name of `--search-index`, and findings
 * under that name with `-findings` behind it; else both under names that begin with `trailhound`.
 *
 * Throws `TH_USAGE` for a name that no search server takes. Asks nothing of the server.
 */
export function searchOutput(
  { search, searchIndex, searchUser }: ListenOptions,
  password: string | undefined,
  context: CliContext,
): SearchOutput | undefined {
  if (search === undefined) return undefined;
  if (searchIndex !== undefined && !isIndexName(searchIndex))
    throw new TrailhoundError('TH_USAGE', '--search-index: expected lower-case letters, digits, - _ and .');
  const auth: SearchAuth =
    searchUser === undefined || password === undefined
      ? { kind: 'none' }
      : { kind: 'login', login: async () => ({ user: searchUser, password }) };
  const common = {
    ...{ url: new URL(search), auth, clock: context.io.clock, log: commandLog(context) },
    patienceMs: PATIENCE_MS,
  };
  const findings = searchSink({ ...common, prefix: searchIndex ?? DEFAULT_PREFIX });
  const records = searchIndex === undefined ? findings : searchSink({ ...common, index: searchIndex });
  return {
    records,
    findings,
    close: async () => void (await Promise.all([records.close(), findings.close()])),
  };
}
