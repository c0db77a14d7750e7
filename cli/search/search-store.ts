import { STATUSES, type Status } from '#core/finding';
import { findingDocument } from '#core/search/finding-document';
import { matchesQuery } from '#core/search/matches-query';
import type { Clause } from '#core/search/simple-query';
import { isSeverity } from '#core/severity';
import { isoFromMs, parseTime } from '#core/time';
import type { FindingStore, FindingSummary } from '#ports/finding-store';
import type { SearchQuery } from '#ports/search-index';
import type { CliContext } from '../context.ts';
import { withStore } from '../findings/open-store.ts';
import { everyFinding, type FindingFilter } from '../findings/select-findings.ts';
import { type Found, newestFirst, newestHits } from './newest-hits.ts';
import { type SearchOptions, usage } from './search-options.ts';

/**
 * Looks for findings in the table: the most telling condition chooses the index that is read, and only findings that the
 * index does not rule out are read whole.
 *
 * Throws `TH_USAGE` for a deployed table where nothing narrows the reading, unless `--all` is given.
 */
export async function searchStore(
  clauses: readonly Clause[],
  query: SearchQuery,
  options: SearchOptions,
  context: CliContext,
): Promise<Found> {
  const filter = filterOf(clauses);
  const isDeployed = options.table !== undefined;
  const isNarrow = Object.keys(filter).length > 0 || query.since !== undefined;
  if (isDeployed && !isNarrow && !options.all) {
    throw usage(
      'this would read the deployed table from end to end: narrow it with --since, user.name:, rule.id:, trailhound.severity: or trailhound.status:, or say --all',
    );
  }
  // Deployed, a span is read by the index, which goes by the first event. Here the whole is read, and goes by the last, as a server does.
  const span = isDeployed && query.since !== undefined ? { from: isoFromMs(query.since) } : {};
  if (isDeployed && query.since !== undefined)
    context.say(context.errColours.dim('In the table --since goes by the first event of a finding.'));
  let found: Found = { hits: [], isCut: false };
  await withStore(options, context, async (store) => {
    found = await searched(store, { ...filter, ...span }, clauses, query, options.limit);
  });
  return found;
}

async function searched(
  store: FindingStore,
  filter: FindingFilter,
  clauses: readonly Clause[],
  query: SearchQuery,
  limit: number,
): Promise<Found> {
  const newest = newestHits(limit, newestFirst);
  const early = clauses.filter(({ field }) => field !== undefined && IN_SUMMARY.has(field.name));
  for await (const summary of everyFinding(store, filter)) {
    if (!isInSpan(summary, query) || !matchesQuery(early, 'findings', summaryBody(summary))) continue;
    const finding = await store.get(summary.findingId);
    if (!finding) continue;
    const { id, body } = findingDocument(finding);
    if (matchesQuery(clauses, 'findings', body)) newest.add({ id, family: 'findings', body });
  }
  return newest.end();
}

function isInSpan({ lastSeen }: FindingSummary, { since, until }: SearchQuery): boolean {
  const at = parseTime(lastSeen) ?? 0;
  return (since === undefined || at >= since) && (until === undefined || at <= until);
}

/** Fields that every index of the table carries whole. */
const IN_SUMMARY: ReadonlySet<string> = new Set([
  ...['rule.id', 'trailhound.severity', 'trailhound.status', 'cloud.account.id', 'cloud.region'],
  ...['user.name', 'source.address', 'event.action'],
]);

const summaryBody = (one: FindingSummary) => ({
  rule: { id: one.ruleId },
  trailhound: { severity: one.severity, status: one.status },
  cloud: { account: { id: one.accountId }, region: one.region },
  user: { name: one.principal },
  source: { address: one.sourceIp },
  event: { action: one.eventName },
});

/** The access patterns that conditions on one exact value lead to. */
function filterOf(clauses: readonly Clause[]): FindingFilter {
  const exact = (name: string): string | undefined =>
    clauses.find(({ field, kind, isNot }) => !isNot && kind !== 'prefix' && field?.name === name)?.text;
  const [principal, rule] = [exact('user.name'), exact('rule.id')];
  const [severity, status] = [exact('trailhound.severity'), exact('trailhound.status')];
  return {
    ...(principal === undefined ? {} : { principal }),
    ...(rule === undefined ? {} : { rule }),
    ...(severity !== undefined && isSeverity(severity) ? { severity } : {}),
    ...(status !== undefined && STATUSES.includes(status as Status) ? { status: status as Status } : {}),
  };
}
