import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import { asStored, seenOrder, seenRange } from '#core/finding-order';
import type { FindingPage, FindingQuery, FindingSummary, PageRequest } from '#ports/finding-store';

/** Answers a query over findings at hand just as an index would: newest first, ties by id, in pages. */
export function queryInMemory(
  all: readonly Finding[],
  query: FindingQuery,
  request: PageRequest,
): FindingPage {
  const { first, last } = seenRange(request.from, request.to);
  const limit = Math.max(1, Math.min(1000, Math.floor(request.limit)));
  const before = request.cursor === undefined ? undefined : readCursor(request.cursor, query);
  const found = all
    .filter((finding) => belongs(finding, query))
    .map((finding) => ({ finding, order: seenOrder(finding) }))
    .filter(({ order }) => order >= first && order <= last && (before === undefined || order < before))
    .sort((a, b) => (a.order > b.order ? -1 : 1));
  const shown = found.slice(0, limit);
  const tail = shown.at(-1);
  const findings = shown.map(({ finding }) => summaryOf(finding));
  return found.length > limit && tail ? { findings, cursor: cursorOf(tail.order, query) } : { findings };
}

function belongs(finding: Finding, query: FindingQuery): boolean {
  switch (query.by) {
    case 'status':
      return finding.status === query.status;
    case 'severity':
      return finding.severity === query.severity;
    case 'rule':
      return finding.ruleId === asStored.ruleId(query.ruleId);
    case 'principal':
      return query.principal !== '' && finding.principal === asStored.principal(query.principal);
    case 'account-day':
      return finding.accountDay === `${asStored.accountId(query.accountId)}#${query.day}`;
  }
}

const summaryOf = (finding: Finding): FindingSummary => ({
  findingId: finding.findingId,
  ruleId: finding.ruleId,
  ruleTitle: finding.ruleTitle,
  severity: finding.severity,
  status: finding.status,
  accountId: finding.accountId,
  region: finding.region,
  principal: finding.principal,
  sourceIp: finding.sourceIp,
  eventName: finding.eventName,
  firstSeen: finding.firstSeen,
  lastSeen: finding.lastSeen,
  count: finding.count,
  summary: finding.summary,
  ...(finding.suppressionId === undefined ? {} : { suppressionId: finding.suppressionId }),
});

/** A cursor names its query and the place of the last finding shown. */
const cursorOf = (order: string, query: FindingQuery): string =>
  Buffer.from(JSON.stringify([JSON.stringify(query), order])).toString('base64url');

function readCursor(cursor: string, query: FindingQuery): string {
  const parts = parsed(cursor);
  if (Array.isArray(parts) && parts[0] === JSON.stringify(query) && typeof parts[1] === 'string')
    return parts[1];
  throw new TrailhoundError('TH_USAGE', 'the cursor does not belong to this query: begin without one');
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
