import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { polarity } from '#sigma/lint/truth';
import { shown } from '#sigma/problems';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';
import { printPattern } from '#sigma/text/pattern';
import { groupsOf, isAboutText, plainText, sourcesAsked, valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { type KnownEvents, VERSION } from './known-events.ts';
import { type MistakenName, mistakenName } from './mistaken-names.ts';

type Note = LintNote<AwsLintCode>;
const DOMAIN = '.amazonaws.com';

/** Finds event sources and event names that CloudTrail never records, or never together. */
export function eventNotes(rule: SigmaRule, known: KnownEvents): readonly Note[] {
  const { wanted } = polarity(rule.detection);
  return groupsOf(rule).flatMap((group) => {
    const sources = sourcesAsked(rule, group, known);
    return group.items.flatMap((item) => {
      const level: LintLevel = wanted.has(group.search.name) && !item.negated ? 'error' : 'warning';
      if (item.field === 'eventSource') return sourceNotes(item, known, level);
      return item.field === 'eventName' ? nameNotes(item, { known, sources, level }) : [];
    });
  });
}

function sourceNotes(item: Item, known: KnownEvents, level: LintLevel): readonly Note[] {
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

interface Asked {
  readonly known: KnownEvents;
  readonly sources: readonly string[] | undefined;
  readonly level: LintLevel;
}

function nameNotes(item: Item, asked: Asked): readonly Note[] {
  const { known, sources } = asked;
  // Of a source that nobody knows, names cannot be judged; that source is named itself.
  if (sources?.length === 0) return [];
  const among = sources ?? known.sources;
  if (among.some((source) => known.namesOf(source) === undefined) && sources) return [];
  return item.values.filter(isAboutText).flatMap((value): readonly Note[] => {
    const meets = valueMeets(value);
    const text = plainText(value);
    const mistaken = text === undefined ? undefined : mistakenNote(item, value, text, asked);
    if (mistaken) return [mistaken];
    const isKnown = among.some((source) => known.namesOf(source)?.some(meets));
    if (isKnown) return text === undefined ? [] : versionNotes(item, value, text, asked);
    return [text === undefined ? patternNote(item, value, asked) : nameNote(value, text, asked)];
  });
}

/** An action of policies, or an operation that is recorded under another name. */
function mistakenNote(item: Item, value: ItemValue, text: string, asked: Asked): Note | undefined {
  const found = mistakenIn(text, asked);
  if (!found) return undefined;
  const { recordedAs, why } = found;
  const isAlso = recordedAs.some((name) => item.values.some((other) => valueMeets(other)(name)));
  const kind = why === 'action' ? 'an action of IAM policies' : 'an operation of the SDK';
  const recorded =
    recordedAs.length === 0
      ? 'no event records its use'
      : `the call is recorded as ${recordedAs.join(' or ')}`;
  return {
    ...placeOf(value),
    ...{ code: 'LINT_EVENT_NAME', level: isAlso ? 'notice' : asked.level, found: shown(text) },
    message: `${text} is ${kind} and no event name: ${recorded}`,
    ...(recordedAs.length === 0 ? {} : { suggestion: recordedAs.join(', ') }),
  };
}

/** Nothing where the name is that of an event after all, of one of the sources that are asked. */
function mistakenIn(text: string, { known, sources }: Asked): MistakenName | undefined {
  const among = sources ?? known.sources;
  const isEvent = known
    .sourcesOf(text)
    .some((source) => among.includes(source) && !mistakenName(source, text));
  if (isEvent) return undefined;
  for (const source of among) {
    const found = mistakenName(source, text);
    if (found) return found;
  }
  return undefined;
}

/** Calls of Lambda whose second version is the one that is recorded (AWS Lambda Developer Guide, "Logging AWS Lambda API calls"). */
const SECOND_VERSION =
  /^(?:(?:Add|Remove)Permission20150331|UpdateFunction(?:Code|Configuration)20150331|(?:Tag|Untag)Resource20170331)$/i;

function versionNotes(item: Item, value: ItemValue, text: string, { sources }: Asked): readonly Note[] {
  const isOnly = (source: string): boolean => sources?.length === 1 && sources[0] === source;
  const also = (name: string): boolean =>
    item.values.some((other) => other !== value && valueMeets(other)(name));
  if (isOnly(`lambda${DOMAIN}`) && SECOND_VERSION.test(text) && !also(`${text}v2`)) {
    const message = `calls are recorded as ${text}v2 now`;
    return [
      {
        ...placeOf(value),
        code: 'LINT_EVENT_VERSION',
        level: 'warning',
        message,
        found: shown(text),
        suggestion: `${text}v2`,
      },
    ];
  }
  if (!isOnly(`cloudfront${DOMAIN}`) || VERSION.test(text) || also(`${text}2020_05_31`)) return [];
  const message = `CloudFront's calls are recorded with the version of its interface or without it: ${text}2020_05_31 is another name; eventName|startswith meets both`;
  return [
    {
      ...placeOf(value),
      code: 'LINT_EVENT_VERSION',
      level: 'notice',
      message,
      found: shown(text),
      suggestion: `eventName|startswith: ${text}`,
    },
  ];
}

function patternNote(item: Item, value: ItemValue, { sources, level }: Asked): Note {
  const of = sources ? ` of ${listed(sources)}` : '';
  return {
    ...placeOf(value),
    ...{ code: 'LINT_EVENT_NAME', level, found: foundText(item, value) },
    message: `no event${of} has a name that fits ${foundText(item, value)}`,
  };
}

function nameNote(value: ItemValue, text: string, { known, sources, level }: Asked): Note {
  const common = { ...placeOf(value), level, found: shown(text) };
  const names = (sources ?? known.sources).flatMap((source) => known.namesOf(source) ?? []);
  const bare = text.replace(VERSION, '').toLowerCase();
  const versions = names.filter(
    (name) => VERSION.test(name) && name.replace(VERSION, '').toLowerCase() === bare,
  );
  if (versions.length > 0) {
    const best =
      versions.find((name) => SECOND_VERSION.test(name.replace(/v2$/, '')) && name.endsWith('v2')) ??
      versions[0] ??
      '';
    const message = `the call is recorded with the version of its interface: ${best}, not ${text}`;
    return { ...common, code: 'LINT_EVENT_VERSION', message, allowed: versions.join(', '), suggestion: best };
  }
  const elsewhere = wellKnownFirst(known.sourcesOf(text));
  if (sources && elsewhere.length > 0) {
    const message = `${text} is an event of ${listed(elsewhere)}, not of ${listed(sources)}`;
    return {
      ...common,
      code: 'LINT_EVENT_NAME',
      message,
      allowed: `events of ${listed(sources)}`,
      ...(elsewhere[0] === undefined ? {} : { suggestion: `eventSource: ${elsewhere[0]}` }),
    };
  }
  const undated = names.find((name) => name.toLowerCase() === bare);
  if (undated !== undefined) {
    const message = `the call is recorded without a version: ${undated}, not ${text}`;
    return { ...common, code: 'LINT_EVENT_VERSION', message, suggestion: undated };
  }
  const action = /^[a-z0-9-]+:(\w+)$/i.exec(text)?.[1];
  const near = action ?? nearest(text, names);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const of = sources ? ` of ${listed(sources)}` : '';
  const message = `CloudTrail records no event ${shown(text)}${of}${hint}`;
  return { ...common, code: 'LINT_EVENT_NAME', message, ...(near === undefined ? {} : { suggestion: near }) };
}

/** Several services have calls of one name: those that rules are most often about are named first. */
const WELL_KNOWN = [
  'iam',
  'sts',
  'ec2',
  's3',
  'kms',
  'lambda',
  'rds',
  'cloudtrail',
  'secretsmanager',
  'ssm',
].map((service) => `${service}${DOMAIN}`);
const wellKnownFirst = (sources: readonly string[]): readonly string[] => [
  ...WELL_KNOWN.filter((source) => sources.includes(source)),
  ...sources.filter((source) => !WELL_KNOWN.includes(source)),
];

const MOST_LISTED = 3;
const listed = (all: readonly string[]): string =>
  all.length > MOST_LISTED
    ? `${all.slice(0, MOST_LISTED).join(', ')} and ${all.length - MOST_LISTED} more`
    : all.join(' or ');

const placeOf = ({ line, column }: ItemValue) => ({ line, column });
/** The value as a rule would write it, where it is one text. */
const foundText = (item: Item, value: ItemValue): string => {
  const [test, ...more] = value.anyOf;
  return shown(test?.kind === 'text' && more.length === 0 ? printPattern(test.pattern) : item.key);
};
