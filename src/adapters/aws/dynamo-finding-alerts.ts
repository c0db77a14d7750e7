import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Finding } from '#core/finding';
import { alertOrder } from '#core/finding-order';
import { markedAlert } from '#core/life-cycle';
import type { AlertOutcome } from '#ports/finding-store';
import { call, getAll, type Item, untilDone } from './dynamo-calls.ts';
import { findingOf, PENDING } from './dynamo-finding-item.ts';
import { type FindingTable, getFinding, putFinding } from './dynamo-finding-table.ts';

/**
 * Reads findings whose alert is pending, worst first, then oldest.
 *
 * The index trails the table by a moment, so each finding is read from the table and left out when it is settled.
 */
export async function pendingAlerts(table: FindingTable, limit: number): Promise<readonly Finding[]> {
  const pending: Finding[] = [];
  let start: Item | undefined;
  do {
    const page = new QueryCommand({
      TableName: table.findingsTable,
      IndexName: 'pending-alerts',
      KeyConditionExpression: '#pending = :pending',
      ExpressionAttributeNames: { '#pending': 'alertPending' },
      ExpressionAttributeValues: { ':pending': PENDING },
      Limit: Math.max(1, Math.min(100, limit)),
      ExclusiveStartKey: start,
    });
    const answer = await call('TH_STORE_READ', `querying ${table.findingsTable}`, () => table.db.send(page));
    const keys = (answer.Items ?? []).map(({ findingId }) => ({ findingId }));
    const items = await getAll(table.db, table.findingsTable, keys, table.patience);
    pending.push(...items.map(findingOf).filter((finding) => finding.alert.state === 'pending'));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && pending.length < limit);
  return pending.sort((a, b) => (alertOrder(a) < alertOrder(b) ? -1 : 1)).slice(0, limit);
}

/** Marks what became of a pending alert: one write, and a read only when the finding has changed since. */
export async function markAlert(table: FindingTable, seen: Finding, outcome: AlertOutcome): Promise<void> {
  let current: Finding | undefined = seen;
  await untilDone(`marking the alert of ${seen.findingId}`, table.patience, async () => {
    const marked = current && markedAlert(current, seen, outcome);
    // Not a longer life: who sends alerts may not write the pages of event keys, which must outlive the finding.
    const next = marked && current && { ...marked, expiresAt: current.expiresAt };
    if (!next || !current || (await putFinding(table, next, current))) return { done: true };
    current = await getFinding(table, seen.findingId);
    return undefined;
  });
}
