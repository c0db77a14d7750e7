import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Finding } from '#core/finding';
import { grownSince } from '#core/life-cycle';
import { fail, ok, type Result } from '#core/result';
import type { FindingStore } from '#ports/finding-store';
import { PATIENCE, type Patience, untilDone } from './dynamo-calls.ts';
import { keepPages } from './dynamo-event-pages.ts';
import { markAlert, pendingAlerts } from './dynamo-finding-alerts.ts';
import { queryFindings } from './dynamo-finding-query.ts';
import { recordDeltas } from './dynamo-finding-record.ts';
import { type FindingTable, getFinding, putFinding } from './dynamo-finding-table.ts';

export interface DynamoFindingStoreDeps {
  readonly db: DynamoDBDocumentClient;
  readonly findingsTable: string;
  readonly stateTable: string;
  /** @default - waits on the machine's clock */
  readonly patience?: Patience;
}

/**
 * Keeps findings in DynamoDB, or in anything that speaks its protocol, with single-item conditional writes, batches
 * and queries only: no transactions, no scans.
 *
 * Needs `GetItem BatchGetItem PutItem Query` on the findings table and its indexes, `UpdateItem` on the state table.
 */
export function dynamoFindingStore({ patience = PATIENCE, ...deps }: DynamoFindingStoreDeps): FindingStore {
  const table: FindingTable = { ...deps, patience };
  return {
    record: (deltas, settings) => recordDeltas(table, deltas, settings),
    get: (findingId) => getFinding(table, findingId),
    query: (query, page) => queryFindings(table, query, page),
    change: (findingId, change) => changeFinding(table, findingId, change),
    pendingAlerts: (limit) => pendingAlerts(table, limit),
    markAlert: (seen, outcome) => markAlert(table, seen, outcome),
  };
}

function changeFinding<E>(
  table: FindingTable,
  findingId: string,
  change: (finding: Finding) => Result<Finding, E>,
): Promise<Result<Finding, E | 'not-found'>> {
  return untilDone<Result<Finding, E | 'not-found'>>(`changing ${findingId}`, table.patience, async () => {
    const previous = await getFinding(table, findingId);
    if (!previous) return { done: fail('not-found') };
    const changed = change(previous);
    if (!changed.ok) return { done: changed };
    const next = grownSince(previous, changed.value);
    await keepPages(table.db, table.stateTable, previous, next);
    return (await putFinding(table, next, previous)) ? { done: ok(next) } : undefined;
  });
}
