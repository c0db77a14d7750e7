import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { polarity } from '#sigma/lint/truth';
import type { SigmaRule } from '#sigma/rule';
import { advise } from './advice.ts';
import { groupsOf, isAboutText, plainText, valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { foundText } from './note-texts.ts';

/**
 * Fields that have one of a few values (CloudTrail User Guide, "record contents", "userIdentity element", "console sign-in
 * events").
 */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'userIdentity.type': [
      ...['Root', 'IAMUser', 'AssumedRole', 'Role', 'FederatedUser', 'Directory', 'AWSAccount', 'AWSService'],
      ...['IdentityCenterUser', 'SAMLUser', 'WebIdentityUser', 'Unknown'],
    ],
    eventType: [
      ...['AwsApiCall', 'AwsServiceEvent', 'AwsConsoleAction', 'AwsConsoleSignIn', 'AwsVpceEvent'],
      ...['AwsCloudTrailInsight', 'AwsMcpEvent'],
    ],
    eventCategory: ['Management', 'Data', 'NetworkActivity', 'Insight'],
    readOnly: ['true', 'false'],
    managementEvent: ['true', 'false'],
    sessionCredentialFromConsole: ['true', 'false'],
    'userIdentity.sessionContext.attributes.mfaAuthenticated': ['true', 'false'],
    'additionalEventData.MFAUsed': ['Yes', 'No'],
    'responseElements.ConsoleLogin': ['Success', 'Failure'],
  }),
);

/** Lists that AWS may add to before this one does: what is not there is likely wrong, not surely. */
const MAY_GROW = ['userIdentity.type', 'eventType', 'eventCategory'];

const ACCOUNT_FIELDS = ['recipientAccountId', 'userIdentity.accountId', 'vpcEndpointAccountId'];

/** Finds values that a field never has. */
export function valueNotes(rule: SigmaRule): readonly LintNote<AwsLintCode>[] {
  const { wanted } = polarity(rule.detection);
  return groupsOf(rule).flatMap(({ search, items }) =>
    items.flatMap((item) => {
      const level: LintLevel = wanted.has(search.name) && !item.negated ? 'error' : 'warning';
      return item.values.filter(isAboutText).flatMap((value) => valueNote(item, value, level) ?? []);
    }),
  );
}

function valueNote(item: Item, value: ItemValue, level: LintLevel): LintNote<AwsLintCode> | undefined {
  const field = item.field ?? '';
  const text = plainText(value);
  const found = {
    line: value.line,
    column: value.column,
    code: 'LINT_VALUE',
    found: foundText(item, value),
  } as const;
  const allowed = VALUES.get(field);
  if (allowed && !allowed.some(valueMeets(value))) {
    const { hint, instead } = advise(text, allowed);
    return {
      ...found,
      level: MAY_GROW.includes(field) ? 'warning' : level,
      message: `${field} is never ${foundText(item, value)}${hint}`,
      allowed: allowed.join(', '),
      ...instead,
    };
  }
  if (!ACCOUNT_FIELDS.includes(field) || text === undefined || !/^\d+$/.test(text) || text.length === 12)
    return undefined;
  return {
    ...found,
    level,
    message: `${field} has 12 digits, and this has ${text.length}${text.length < 12 ? '; were zeros at the beginning lost?' : ''}`,
    allowed: '12 digits, in quotes',
  };
}
