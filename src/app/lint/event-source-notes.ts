import type { Item } from '#sigma/detection-ast';
import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { advise } from './advice.ts';
import { isAboutText, plainText, valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import type { KnownEvents } from './known-events.ts';
import { DOMAIN, foundText, placeOf } from './note-texts.ts';

type Note = LintNote<AwsLintCode>;

/** Finds event sources that no event has. */
export function sourceNotes(item: Item, known: KnownEvents, level: LintLevel): readonly Note[] {
  return item.values.filter(isAboutText).flatMap((value) => {
    if (known.sources.some(valueMeets(value))) return [];
    const text = plainText(value);
    const services = known.sources.map((source) => source.slice(0, -DOMAIN.length));
    const { hint, instead } = advise(text && serviceIn(text), services, (name) => name + DOMAIN);
    return [
      {
        ...placeOf(value),
        ...{ code: 'LINT_EVENT_SOURCE', level, found: foundText(item, value) },
        message: `no event comes from the event source ${foundText(item, value)}${hint}`,
        allowed: 'the name of a service and .amazonaws.com, as in iam.amazonaws.com',
        ...instead,
      },
    ];
  });
}

/** CloudWatch Omni, a service of its own, signs by the name that people know CloudWatch by (its model in botocore). */
const OMNI = `cloudwatch${DOMAIN}`;
const MONITORING = `monitoring${DOMAIN}`;

/** Finds sources that are some service's, and most likely stand there for another (EventBridge reference, "CloudWatch Monitoring events"). */
export const shadowNotes = (item: Item): readonly Note[] =>
  item.values.some((value) => valueMeets(value)(MONITORING))
    ? []
    : item.values
        .filter((value) => plainText(value)?.toLowerCase() === OMNI)
        .map((value) => ({
          ...placeOf(value),
          ...{ code: 'LINT_EVENT_SOURCE', level: 'warning', found: foundText(item, value) },
          message: `${OMNI} is the name of CloudWatch Omni; events of CloudWatch's alarms, metrics and dashboards come from ${MONITORING}`,
          allowed: MONITORING,
          suggestion: MONITORING,
        }));

/** Names that services go by elsewhere: in their endpoints, on EventBridge, in policies. */
const SOURCE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cloudwatch: 'monitoring',
    email: 'ses',
    elb: 'elasticloadbalancing',
    elbv2: 'elasticloadbalancing',
    eventbridge: 'events',
    'step-functions': 'states',
    stepfunctions: 'states',
    's3-control': 's3',
    s3control: 's3',
    'cognito-user-pools': 'cognito-idp',
    'aws.signin': 'signin',
    opensearch: 'es',
    emr: 'elasticmapreduce',
    efs: 'elasticfilesystem',
    'api.ecr': 'ecr',
    'api.sagemaker': 'sagemaker',
  }),
);

/** The service that a text names, by its name in event sources where it has others. */
function serviceIn(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/^aws\./, '')
    .replace(/\.(?:amazonaws|amazon|aws)\.com$/, '');
  return SOURCE_NAMES.get(bare) ?? bare;
}
