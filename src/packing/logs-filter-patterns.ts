import { filledLists } from './fill.ts';
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
  const isAsAws =
    [...eventNames, ...namePrefixes].every(isAwsSpelling) && identityTypes.every(isIdentityType);
  if (anyName.length > 0 || !isAsAws) return [EVERY_EVENT];
  const patterns = packed([
    ...identityTypes.map((type) => `($.userIdentity.type = "${type}")`),
    ...namePrefixes.map((prefix) => `($.eventName = "${prefix}*")`),
    ...eventNames.map((name) => `($.eventName = "${name}")`),
  ]);
  return patterns.length <= filters ? patterns : [EVERY_EVENT];
}

/**
 * Whether letter case looks as in AWS's names: words that begin with a capital, such as `PutRule`, `EnableMFADevice`,
 * `DeleteFunction20150331`; no verb that runs on (`Stoplogging`), no noun in the middle of a word (`DeleteAccesskey`), no
 * more capitals than an abbreviation has. It refuses a few that AWS does have, which costs deliveries and loses nothing.
 */
const isAwsSpelling = (name: string): boolean =>
  AWS_NAME.test(name) && !RUNS_ON.test(name) && !NOUN_INSIDE.test(name) && !SHOUTED.test(name);

const AWS_NAME = /^[A-Z][A-Za-z0-9]*$/;
/** A name begins with a verb, and no verb is an abbreviation. */
const SHOUTED = /^[A-Z]{2}|[A-Z]{7}/;
const NOUN_INSIDE =
  /[a-z]{3}(alias|attribute|bucket|code|concurrency|config|detector|device|filter|function|gateway|group|identity|image|instance|key|logging|login|mapping|member|parameter|password|permission|policy|profile|provider|queue|role|rule|secret|selector|session|snapshot|source|stack|subscription|table|target|token|topic|trail|user|value|volume)s?([A-Z0-9]|$)/;
/** The types that CloudTrail's guide names ("CloudTrail userIdentity element"). */
const IDENTITY_TYPES: ReadonlySet<string> = new Set([
  ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService'],
  ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'Unknown'],
]);
const isIdentityType = (type: string): boolean => IDENTITY_TYPES.has(type);
const RUNS_ON =
  /^(Add|Assume|Attach|Authorize|Cancel|Create|Delete|Deregister|Describe|Detach|Disable|Enable|Get|Invoke|List|Modify|Put|Register|Remove|Reset|Restore|Revoke|Run|Send|Set|Start|Stop|Terminate|Update)[a-z]{3}/;

const packed = (clauses: readonly string[]): readonly string[] =>
  filledLists(clauses, (some) => patternOf(some).length <= MAX_FILTER_LENGTH).map(patternOf);

const patternOf = (clauses: readonly string[]): string => `{ ${clauses.join(' || ')} }`;
