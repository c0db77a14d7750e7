import { TrailhoundError } from '#core/errors';
import { STATUSES, type Status } from '#core/finding';
import { asStored } from '#core/finding-order';
import type { Severity } from '#core/severity';
import type { FindingQuery, FindingStore, FindingSummary } from '#ports/finding-store';

/** Which findings are wanted; everything that is given must hold. */
export interface FindingFilter {
  readonly status?: Status | 'all';
  readonly severity?: Severity;
  readonly rule?: string;
  readonly principal?: string;
  readonly account?: string;
  /** UTC day, `2026-03-01`: of the window's start when an account is given too, else of `firstSeen`. */
  readonly day?: string;
  /** `firstSeen` in [from, to], ISO 8601 UTC. */
  readonly from?: string;
  readonly to?: string;
}

export interface Selection {
  readonly findings: readonly FindingSummary[];
  /** Where the next page begins; absent at the end. */
  readonly cursor?: string;
  /** There are more, and no cursor leads to them: several queries were merged. */
  readonly isCut?: boolean;
}

const PAGE = 100;

/** The one index that is read for a filter: the most telling condition first. Every status: one query for each. */
function queriesFor(filter: FindingFilter): readonly FindingQuery[] {
  const { status, severity, rule, principal, account, day } = filter;
  if (account !== undefined && day !== undefined) return [{ by: 'account-day', accountId: account, day }];
  if (principal !== undefined) return [{ by: 'principal', principal }];
  if (rule !== undefined) return [{ by: 'rule', ruleId: rule }];
  if (severity !== undefined) return [{ by: 'severity', severity }];
  const wanted = status === undefined || status === 'all' ? STATUSES : [status];
  return wanted.map((one) => ({ by: 'status', status: one }));
}

/** Whether a finding meets what the index that was read does not answer already. */
function holds(finding: FindingSummary, filter: FindingFilter): boolean {
  const { status, severity, rule, principal, account, day } = filter;
  return (
    (status === undefined || status === 'all' || finding.status === status) &&
    (severity === undefined || finding.severity === severity) &&
    (rule === undefined || finding.ruleId === asStored.ruleId(rule)) &&
    (principal === undefined || finding.principal === asStored.principal(principal)) &&
    (account === undefined || finding.accountId === account) &&
    // With the account, the index has answered: it goes by the window's start, which may lie on the day before.
    (day === undefined || account !== undefined || finding.firstSeen.startsWith(day))
  );
}

/**
 * Finds up to `limit` findings, newest first. A cursor is given when one query serves the filter; where several have to
 * be merged (every status) there is none, and `isCut` says whether findings were left out.
 *
 * Throws `TH_USAGE` for a cursor where several queries are merged.
 */
export async function selectFindings(
  store: Pick<FindingStore, 'query'>,
  filter: FindingFilter,
  limit: number,
  cursor?: string,
): Promise<Selection> {
  const queries = queriesFor(filter);
  const [only] = queries;
  if (queries.length === 1 && only) return selectFrom(store, only, filter, limit, cursor);
  if (cursor !== undefined) {
    throw new TrailhoundError('TH_USAGE', '--after cannot be used with this list: raise --limit instead');
  }
  // One more than is wanted from each tells whether there are more.
  const parts = await Promise.all(queries.map((query) => selectFrom(store, query, filter, limit + 1)));
  const findings = parts.flatMap((part) => part.findings).sort(newestFirst);
  return { findings: findings.slice(0, limit), isCut: findings.length > limit };
}

const newestFirst = (a: FindingSummary, b: FindingSummary): number => {
  if (a.firstSeen !== b.firstSeen) return a.firstSeen < b.firstSeen ? 1 : -1;
  return a.findingId < b.findingId ? -1 : 1;
};

async function selectFrom(
  store: Pick<FindingStore, 'query'>,
  query: FindingQuery,
  filter: FindingFilter,
  limit: number,
  after?: string,
): Promise<Selection> {
  const findings: FindingSummary[] = [];
  let cursor = after;
  do {
    // Never more than are still wanted: what is read but not shown would be lost to the next page.
    const page = await store.query(
      query,
      pageRequest(filter, Math.min(PAGE, limit - findings.length), cursor),
    );
    findings.push(...page.findings.filter((finding) => holds(finding, filter)));
    cursor = page.cursor;
  } while (cursor !== undefined && findings.length < limit);
  return cursor === undefined ? { findings } : { findings, cursor };
}

function pageRequest({ from, to }: FindingFilter, limit: number, cursor: string | undefined) {
  return {
    limit,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** Goes through all findings that a filter lets through, each once, newest first within each query. */
export async function* everyFinding(
  store: Pick<FindingStore, 'query'>,
  filter: FindingFilter,
): AsyncGenerator<FindingSummary> {
  const given = new Set<string>();
  for (const query of queriesFor(filter)) {
    let cursor: string | undefined;
    do {
      const part = await selectFrom(store, query, filter, PAGE, cursor);
      for (const finding of part.findings) {
        // A finding whose status changes while we read would come up twice.
        if (!given.has(finding.findingId)) yield finding;
        given.add(finding.findingId);
      }
      cursor = part.cursor;
    } while (cursor !== undefined);
  }
}
