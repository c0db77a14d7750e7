import { escapeForTerminal } from '#core/escape';
import { type EpochMs, isoFromMs } from '#core/time';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import { shortPrincipal } from '../output/short-principal.ts';
import { anyPrincipal, findPrincipal } from './find-principal.ts';
import { findRule } from './find-rule.ts';
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
  const asWritten: FindingFilter = open ? { ...asked, status: 'open' } : asked;
  await withStore(options, context, async (store) => {
    const filter = await asStoredFilter(store, asWritten);
    const { findings, cursor, isCut } = await selectFindings(store, filter, options.limit, options.after);
    printRows(findings, options.format, summaryViews(context.colours), context);
    await context.out.flush();
    if (options.format === 'table') {
      context.say(
        findings.length === 0
          ? await nothingText(store, filter)
          : `${plural(findings.length, open ? 'open finding' : 'finding')}`,
      );
    }
    if (isCut) context.say('More exist: raise --limit, or narrow with --until.');
    if (cursor !== undefined) context.say(`There are more: the same command with --after ${cursor}`);
  });
}

/** The rule may be given by its title, the principal as tables show it: see `findRule` and `findPrincipal`. */
export async function asStoredFilter(
  store: Pick<FindingStore, 'query'>,
  filter: FindingFilter,
): Promise<FindingFilter> {
  const { rule, principal, account } = filter;
  return {
    ...filter,
    ...(rule === undefined ? {} : { rule: await findRule(store, rule) }),
    ...(principal === undefined ? {} : { principal: await findPrincipal(store, principal, account) }),
  };
}

async function nothingText(store: Pick<FindingStore, 'query'>, filter: FindingFilter): Promise<string> {
  const none = await selectFindings(store, {}, 1);
  if (none.findings.length === 0) return 'There are no findings at all.';
  return emptyText(filter) + (await principalHint(store, filter));
}

/** Says how a principal is written where the one that was given has no finding at all. */
async function principalHint(
  store: Pick<FindingStore, 'query'>,
  { principal }: FindingFilter,
): Promise<string> {
  if (principal === undefined) return '';
  const { findings } = await store.query({ by: 'principal', principal }, { limit: 1 });
  const example = findings.length > 0 ? undefined : await anyPrincipal(store);
  if (example === undefined) return '';
  const short = shortPrincipal(example);
  const shown = short === example ? '' : `, or as WHO shows it: --principal "${escapeForTerminal(short)}"`;
  return `\nA principal is given whole: --principal ${escapeForTerminal(example)}${shown}`;
}

/** Names the conditions, because they are the likely reason. */
function emptyText(filter: FindingFilter): string {
  const { status, from, to, ...others } = filter;
  const span = from === undefined && to === undefined ? '' : ' in this span';
  if (Object.keys(others).length > 0) {
    const { day, ...rest } = others;
    const named = Object.entries({ status, ...rest, day }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} ${escapeForTerminal(value)}`],
    );
    return `No finding fits all of: ${named.join(', ')}${span}.`;
  }
  if (status === 'open') return `No open finding${span}. \`--status all\` shows the others.`;
  return status === undefined || status === 'all' ? `No finding${span}.` : `No ${status} finding${span}.`;
}
