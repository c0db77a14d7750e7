import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TrailhoundError } from '#core/errors';
import { isObject } from '#core/field-text';
import { asStored, seenRange } from '#core/finding-order';
import type { FindingPage, FindingQuery, PageRequest } from '#ports/finding-store';
import { call, type Item } from './dynamo-calls.ts';
import { summaryOf } from './dynamo-finding-item.ts';
import type { FindingTable } from './dynamo-finding-table.ts';

const MAX_LIMIT = 1000;

/** Reads one page of one access pattern: one `Query` on the index that belongs to it, newest first. */
export async function queryFindings(
  table: FindingTable,
  query: FindingQuery,
  request: PageRequest,
): Promise<FindingPage> {
  const { attribute, value } = partitionOf(query);
  if (value === '') return { findings: [] };
  const limit = Math.max(1, Math.min(MAX_LIMIT, Math.floor(request.limit)));
  const { first, last } = seenRange(request.from, request.to);
  let start = request.cursor === undefined ? undefined : readCursor(request.cursor, attribute, value);
  const items: Item[] = [];
  do {
    const page = new QueryCommand({
      TableName: table.findingsTable,
      IndexName: `by-${query.by}`,
      KeyConditionExpression: '#partition = :value AND #order BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#partition': attribute, '#order': 'seenOrder' },
      ExpressionAttributeValues: { ':value': value, ':first': first, ':last': last },
      ScanIndexForward: false,
      // One more than asked for tells whether there is a next page.
      Limit: limit + 1 - items.length,
      ExclusiveStartKey: start,
    });
    const answer = await call('TH_STORE_READ', `querying ${table.findingsTable}`, () => table.db.send(page));
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && items.length <= limit);
  const shown = items.slice(0, limit);
  const tail = shown.at(-1);
  const findings = shown.map(summaryOf);
  return items.length > limit && tail ? { findings, cursor: cursorOf(tail, attribute) } : { findings };
}

function partitionOf(query: FindingQuery): { readonly attribute: string; readonly value: string } {
  switch (query.by) {
    case 'status':
      return { attribute: 'status', value: query.status };
    case 'severity':
      return { attribute: 'severity', value: query.severity };
    case 'rule':
      return { attribute: 'ruleId', value: asStored.ruleId(query.ruleId) };
    case 'principal':
      return { attribute: 'principal', value: asStored.principal(query.principal) };
    case 'account-day':
      return { attribute: 'accountDay', value: `${asStored.accountId(query.accountId)}#${query.day}` };
  }
}

/** A cursor is the key of the last item shown. */
function cursorOf(item: Item, attribute: string): string {
  const { findingId, seenOrder } = item;
  return Buffer.from(JSON.stringify({ findingId, seenOrder, [attribute]: item[attribute] })).toString(
    'base64url',
  );
}

function readCursor(cursor: string, attribute: string, value: string): Item {
  const key = parsed(cursor);
  const sound = isObject(key) && typeof key['findingId'] === 'string' && typeof key['seenOrder'] === 'string';
  if (!sound || key[attribute] !== value) {
    throw new TrailhoundError('TH_USAGE', 'the cursor does not belong to this query: begin without one');
  }
  return { findingId: key['findingId'], seenOrder: key['seenOrder'], [attribute]: value };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
