import type { Item } from '#sigma/detection-ast';
import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { nearest } from '#sigma/suggest';
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
    const meant = text === undefined ? undefined : sourceMeant(text, known);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [
      {
        ...placeOf(value),
        ...{ code: 'LINT_EVENT_SOURCE', level, found: foundText(item, value) },
        message: `no event comes from the event source ${foundText(item, value)}${hint}`,
        allowed: 'the name of a service and .amazonaws.com, as in iam.amazonaws.com',
        ...(meant === undefined ? {} : { suggestion: meant }),
      },
    ];
  });
}

/** Names that services go by elsewhere: in their endpoints, on EventBridge, in policies. */
const SOURCE_NAMES: Readonly<Record<string, string>> = {
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
};

function sourceMeant(text: string, known: KnownEvents): string | undefined {
  const bare = text
    .toLowerCase()
    .replace(/^aws\./, '')
    .replace(/\.(?:amazonaws|amazon|aws)\.com$/, '');
  const full = `${SOURCE_NAMES[bare] ?? bare}${DOMAIN}`;
  return known.sources.includes(full) ? full : nearest(full, known.sources);
}
