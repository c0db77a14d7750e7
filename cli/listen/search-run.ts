import type { IntakeSpool } from '#adapters/local/intake-spool';
import { findingDocument } from '#core/search/finding-document';
import { shippedDocument } from '#core/search/log-document';
import type { SearchOutcome } from '#ports/search-sink';
import type { CliContext } from '../context.ts';
import { commandLog } from '../pipeline/command-log.ts';
import type { FindingsRun } from './findings-run.ts';
import type { SearchOutput } from './search-output.ts';
import { withPatience } from './with-patience.ts';

export interface SearchRunParts {
  readonly spool: IntakeSpool;
  readonly search: SearchOutput;
  readonly findings: FindingsRun;
  readonly context: CliContext;
  readonly isStopping: () => boolean;
}

/** Changed findings are written so often, also while no record comes. */
const FINDINGS_EVERY_MS = 5_000;

/**
 * Writes every record of the spool, and every finding that changes, to the search server, beside the search for findings
 * and without holding it up. `ended` resolves when all is written; `false` when the server could not be reached at the
 * end, and records stay in the spool.
 */
export function searchRun(parts: SearchRunParts): { readonly ended: Promise<boolean> } {
  const { spool, search, findings, context, isStopping } = parts;
  const log = commandLog(context);
  const patience = { clock: context.io.clock, log, isStopping };
  const waiting = new Set<string>();
  let writing: Promise<void> = Promise.resolve();

  const sayRefused = ({ refused }: SearchOutcome): void => {
    if (refused.length > 0)
      log.warn(`the search server refused ${refused.length} documents: ${refused[0]?.reason ?? ''}`);
  };
  const putFindings = async (): Promise<void> => {
    for (const id of findings.changed()) waiting.add(id);
    const ids = [...waiting];
    const found = await Promise.all(ids.map((id) => findings.store.get(id)));
    sayRefused(
      await search.findings.put(found.flatMap((finding) => (finding ? [findingDocument(finding)] : []))),
    );
    for (const id of ids) waiting.delete(id);
  };
  const inTurn = (): Promise<void> => {
    writing = writing.catch(() => undefined).then(putFindings);
    return writing;
  };
  const timer = setInterval(() => {
    // Said where records wait too; findings come again with the next turn.
    inTurn().catch(() => undefined);
  }, FINDINGS_EVERY_MS);

  const run = async (): Promise<boolean> => {
    const words = 'records wait: the search server does not take them';
    for (let part = await spool.next('search'); part; part = await spool.next('search')) {
      const documents = part.records.map((record) => shippedDocument(record));
      const put = async (): Promise<void> => sayRefused(await search.records.put(documents));
      if (!(await withPatience(words, put, patience))) return false;
      await part.done();
    }
    await findings.ended;
    return withPatience('findings wait: the search server does not take them', inTurn, patience);
  };
  const ended = run().finally(async () => {
    clearInterval(timer);
    await search.close();
  });
  return { ended };
}
