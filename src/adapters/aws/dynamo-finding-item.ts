import type { Finding } from '#core/finding';
import { alertOrder, seenOrder } from '#core/finding-order';
import type { FindingSummary } from '#ports/finding-store';
import type { Item } from './dynamo-calls.ts';

/** Value of `alertPending`, the partition of the index of pending alerts. */
export const PENDING = 'pending';

/**
 * Prints a finding as an item: its own attributes, and those that indexes sort by.
 *
 * No index takes an empty text, so a finding without a principal has no such attribute.
 */
export function itemOf(finding: Finding): Item {
  const { principal, ...rest } = finding;
  return {
    ...rest,
    ...(principal === '' ? {} : { principal }),
    seenOrder: seenOrder(finding),
    ...(finding.alert.state === 'pending' ? { alertPending: PENDING, alertOrder: alertOrder(finding) } : {}),
  };
}

/** Reads a finding back from its item. */
export function findingOf(item: Item): Finding {
  const { seenOrder: _order, alertPending: _pending, alertOrder: _alertOrder, ...finding } = item;
  return { principal: '', ...finding } as unknown as Finding;
}

/** Reads what an index carries of a finding. */
export function summaryOf(item: Item): FindingSummary {
  const { seenOrder: _order, accountDay: _day, ...summary } = item;
  return { principal: '', ...summary } as unknown as FindingSummary;
}
