import type { PushDown } from './push-down.ts';

/** Characters of a filter pattern, and filters of a log group (CloudWatch Logs API Reference, PutSubscriptionFilter). */
export const MAX_FILTER_LENGTH = 1_024;
export const MAX_FILTERS = 2;

/** Lets everything through. */
export const EVERY_EVENT = '';

/**
 * Writes the patterns of the subscription filters of one log group: as few as fit, and together a superset of what the
 * rules can match. Where they do not fit in `filters` of them, the one pattern that lets everything through.
 *
 * CloudWatch Logs tells letter case apart and cannot be told not to. So a name is only asked for in a spelling that AWS
 * would give it; with any other, everything goes through.
 */
export function logsFilterPatterns(pushDown: PushDown, filters: number = MAX_FILTERS): readonly string[] {
  const { eventNames, namePrefixes, identityTypes, anyName } = pushDown;
  const spelled = [...eventNames, ...namePrefixes, ...identityTypes];
  if (anyName.length > 0 || !spelled.every(isAwsSpelling)) return [EVERY_EVENT];
  const patterns = packed([
    ...identityTypes.map((type) => `($.userIdentity.type = "${type}")`),
    ...namePrefixes.map((prefix) => `($.eventName = "${prefix}*")`),
    ...eventNames.map((name) => `($.eventName = "${name}")`),
  ]);
  return patterns.length <= filters ? patterns : [EVERY_EVENT];
}

/**
 * Whether letter case looks as in AWS's names: words that begin with a capital, such as `PutRule`, `Root`,
 * `DeleteFunction20150331`, and no verb that runs on (`Stoplogging`).
 */
const isAwsSpelling = (name: string): boolean => AWS_NAME.test(name) && !RUNS_ON.test(name);

const AWS_NAME = /^[A-Z][A-Za-z0-9]*$/;
const RUNS_ON =
  /^(Add|Assume|Attach|Authorize|Cancel|Create|Delete|Deregister|Describe|Detach|Disable|Enable|Get|Invoke|List|Modify|Put|Register|Remove|Reset|Restore|Revoke|Run|Send|Set|Start|Stop|Terminate|Update)[a-z]{3}/;

function packed(clauses: readonly string[]): readonly string[] {
  const patterns: string[] = [];
  let held: string[] = [];
  for (const clause of clauses) {
    if (patternOf([...held, clause]).length > MAX_FILTER_LENGTH) {
      patterns.push(patternOf(held));
      held = [];
    }
    held.push(clause);
  }
  return [...patterns, patternOf(held)];
}

const patternOf = (clauses: readonly string[]): string => `{ ${clauses.join(' || ')} }`;
