import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { escapeForTerminal } from '#core/escape';
import type { AlertMessage } from '#ports/alert-sink';

const MAX_ATTRIBUTE = 256;

/**
 * Makes the message attributes of an alert, for filter policies: `severity`, `kind`, and where they are known `ruleId`,
 * `accountId` and `region`. SNS refuses an empty value and characters that XML does not have.
 */
export function alertAttributes(message: AlertMessage): Record<string, MessageAttributeValue> {
  const { severity, kind, ruleId, accountId, region } = message;
  const known = Object.entries({ severity, kind, ruleId, accountId, region }).filter(
    (entry): entry is [string, NonNullable<(typeof entry)[1]>] => Boolean(entry[1]),
  );
  return Object.fromEntries(
    known.map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: escapeForTerminal(value.slice(0, MAX_ATTRIBUTE)) },
    ]),
  );
}
