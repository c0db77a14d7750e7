import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { canonicalJson } from '#core/canonical-json';
import { isObject } from '#core/field-text';

/** An item as the document client gives it. */
export type PlainItem = { readonly [attribute: string]: unknown };

/** Every item of a table, in no order. */
export async function tableItems(
  db: DynamoDBDocumentClient,
  table: string,
  index?: string,
): Promise<readonly PlainItem[]> {
  const items: PlainItem[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: table,
      ...(index === undefined ? {} : { IndexName: index }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await db.send(scan);
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** Prints items one a line, keys and lines sorted: equal tables give equal texts, to the byte. */
export const dumpOf = (items: readonly PlainItem[]): string =>
  items
    .map((item) => `${canonicalJson(printable(item))}\n`)
    .sort()
    .join('');

/** Says which lines only one of two dumps has, the first few of each; empty exactly when they are equal to the byte. */
export function dumpDiff(actual: string, wanted: string): readonly string[] {
  if (actual === wanted) return [];
  const [has, wants] = [actual, wanted].map((dump) => dump.split('\n'));
  const only = (sign: string, lines: readonly string[] = [], others: readonly string[] = []) =>
    lines
      .filter((line) => !others.includes(line))
      .slice(0, 3)
      .map((line) => `${sign} ${line}`);
  return ['the dumps differ', ...only('has', has, wants), ...only('lacks', wants, has)];
}

/**
 * Takes away from a finding's item what depends on when and how its events arrived: everything else must not.
 *
 * `settled` also makes one of an alert that went out alone and one that a summary names, which depends on how many
 * were due at the moment; `none` takes the alert away altogether.
 */
export function masked(item: PlainItem, alerts: 'exact' | 'settled' | 'none' = 'exact'): PlainItem {
  const {
    createdAt: _created,
    updatedAt: _updated,
    expiresAt: _expires,
    correlationId: _correlation,
    notes: _notes,
    alert,
    ...stable
  } = item;
  if (alerts === 'none') {
    const { alertPending: _pending, alertOrder: _order, ...quiet } = stable;
    return quiet;
  }
  return { ...stable, alert: maskedAlert(alert, alerts) };
}

function maskedAlert(alert: unknown, alerts: 'exact' | 'settled'): unknown {
  if (!isObject(alert)) return alert;
  const { attempts: _attempts, lastSentAt: _sent, ...mark } = alert;
  const isOut = alerts === 'settled' && (mark['state'] === 'sent' || mark['state'] === 'folded');
  return isOut ? { ...mark, state: 'sent or folded' } : mark;
}

/** Sets have no order and JSON knows none. */
function printable(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(printable).sort();
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, printable(member)]));
}
