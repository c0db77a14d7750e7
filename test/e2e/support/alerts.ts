import { isObject } from '#core/field-text';
import type { PlainItem } from '../../support/table-dump.ts';
import type { Received } from './subscribers.ts';

/** Ids of findings whose alert the table says went out, and that no message names. */
export function alertsMissing(
  findings: readonly PlainItem[],
  received: readonly Received[],
): readonly string[] {
  const named = received.map(({ text }) => text).join('\n');
  return findings
    .filter(({ alert }) => isObject(alert) && alert['state'] !== 'none')
    .map(({ findingId }) => String(findingId))
    .filter((id) => !named.includes(id));
}
