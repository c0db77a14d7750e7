import { type EpochMs, isoFromMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import { summaryViews } from './finding-views.ts';
import { withStore } from './open-store.ts';
import { type FindingFilter, selectFindings } from './select-findings.ts';
import type { StoreOptions } from './store-options.ts';

/** Filters as the command line gives them. */
export interface FilterOptions extends Omit<FindingFilter, 'from' | 'to'> {
  readonly since?: EpochMs;
  readonly until?: EpochMs;
}

export interface ListOptions extends FilterOptions, StoreOptions {
  readonly limit: number;
  readonly after?: string;
  readonly format: string;
}

/** Turns options into a filter. */
export function filterOf({ since, until, ...options }: FilterOptions): FindingFilter {
  const { status, severity, rule, principal, account, day } = options;
  return {
    ...(status === undefined ? {} : { status }),
    ...(severity === undefined ? {} : { severity }),
    ...(rule === undefined ? {} : { rule }),
    ...(principal === undefined ? {} : { principal }),
    ...(account === undefined ? {} : { account }),
    ...(day === undefined ? {} : { day }),
    ...(since === undefined ? {} : { from: isoFromMs(since) }),
    ...(until === undefined ? {} : { to: isoFromMs(until) }),
  };
}

/** Prints a page of findings. Without any condition on what they are about, only open ones. */
export async function listFindings(options: ListOptions, context: CliContext): Promise<void> {
  const asked = filterOf(options);
  const { status, severity, rule, principal, account, day } = asked;
  const open = [status, severity, rule, principal, account, day].every(
    (condition) => condition === undefined,
  );
  const filter: FindingFilter = open ? { ...asked, status: 'open' } : asked;
  await withStore(options, context, async (store) => {
    const { findings, cursor, isCut } = await selectFindings(store, filter, options.limit, options.after);
    printRows(findings, options.format, summaryViews(context.colours), context);
    await context.out.flush();
    if (options.format === 'table') {
      context.say(
        findings.length === 0
          ? emptyText(open)
          : `${plural(findings.length, open ? 'open finding' : 'finding')}`,
      );
    }
    if (isCut) context.say('More exist: raise --limit, or narrow with --until.');
    if (cursor !== undefined) context.say(`There are more: the same command with --after ${cursor}`);
  });
}

const emptyText = (open: boolean): string =>
  open ? 'No open finding. `--status all` shows the others.' : 'No finding is like that.';
