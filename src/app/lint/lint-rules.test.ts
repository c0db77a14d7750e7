import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import { lintRules } from './lint-rules.ts';

/** A rule of its own around a detection, with all that a person needs. */
const rule = (detection: string, more = ''): string =>
  `title: t\nid: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\nstatus: test\nlevel: low\ndescription: d\n` +
  `logsource: { product: aws, service: cloudtrail }\n${more}detection:\n${detection}`;

/** What is found in a text, as `CODE level line:column suggestion`. */
const found = (text: string): readonly string[] =>
  notesOf(text).map(
    ({ code, level, line, column, suggestion }) =>
      `${code} ${level} ${line}:${column}${suggestion === undefined ? '' : ` ${suggestion}`}`,
  );

function notesOf(text: string) {
  const texts = [{ file: 'rule.yml', text }];
  const { documents, ...ruleSet } = loadRules(texts);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  return lintRules({ ruleSet, isOwn: () => true, texts });
}

const selection = (entries: string): string => rule(`  s:\n    ${entries}\n  condition: s\n`);
const event = (source: string, name: string): string =>
  selection(`{ eventSource: ${source}.amazonaws.com, eventName: ${name} }`);

describe('event names', () => {
  it.each([
    ['iam', 'CreateUser'],
    ['iam', '[createuser, DELETEUSER]'],
    ['signin', '[ConsoleLogin, CheckMfa, SwitchRole, CredentialVerification]'],
    ['secretsmanager', 'RotationSucceeded'],
    ['glue', 'DeletePartition'],
    ['lambda', '[CreateFunction20150331, ListFunctions20150331, UpdateFunctionCode20150331v2, Invoke]'],
    ['lambda', '[AddLayerVersionPermission, PublishLayerVersion20181031, CreateFunctionUrlConfig]'],
    ['lambda', '[UpdateFunctionCode20150331, UpdateFunctionCode20150331v2]'],
    ['cloudfront', 'CreateDistribution2020_05_31'],
    ['s3', '[ListBuckets, PutBucketPublicAccessBlock, PutBucketLifecycle]'],
    ['cloudshell', 'WhateverItIs'],
    ['macie', 'ArchiveFindings'],
    ['monitoring', 'DeleteAlarms'],
    ['states', 'StartExecution'],
    ['elasticloadbalancing', 'CreateLoadBalancer'],
    ['ses', 'SendEmail'],
    ['tagging', 'TagResources'],
    ['sso', 'CreateAccountAssignment'],
    ['autoscaling', 'PutScalingPolicy'],
  ])('of %s that are recorded: %s', (source, names) => {
    expect(found(event(source, names))).toEqual([]);
  });

  it.each([
    ['sts', 'CreateUser', 'LINT_EVENT_NAME error 9:50 eventSource: iam.amazonaws.com'],
    ['cloudwatch', 'DeleteAlarms', 'LINT_EVENT_NAME error 9:57 eventSource: monitoring.amazonaws.com'],
    ['iam', 'CreatUser', 'LINT_EVENT_NAME error 9:50 CreateUser'],
    ['s3', 'ListAllMyBuckets', 'LINT_EVENT_NAME error 9:49 ListBuckets'],
    ['s3', 'PutBucketLifecycleConfiguration', 'LINT_EVENT_NAME error 9:49 PutBucketLifecycle'],
    ['lambda', 'InvokeFunction', 'LINT_EVENT_NAME error 9:53 Invoke'],
    ['iam', 'PassRole', 'LINT_EVENT_NAME error 9:50'],
    ['iam', "'iam:CreateUser'", 'LINT_EVENT_NAME error 9:50 CreateUser'],
    ['lambda', 'CreateFunction', 'LINT_EVENT_VERSION error 9:53 CreateFunction20150331'],
    ['lambda', 'DeleteFunction', 'LINT_EVENT_VERSION error 9:53 DeleteFunction20150331'],
    ['iam', "'iam:PassRole'", 'LINT_EVENT_NAME error 9:50'],
    ['s3', "'s3:ListAllMyBuckets'", 'LINT_EVENT_NAME error 9:49 ListBuckets'],
    ['lambda', 'AddPermission', 'LINT_EVENT_VERSION error 9:53 AddPermission20150331v2'],
    ['lambda', 'UpdateFunctionCode20150331', 'LINT_EVENT_VERSION warning 9:53 UpdateFunctionCode20150331v2'],
    ['lambda', 'CreateFunctionUrlConfig20211031', 'LINT_EVENT_VERSION warning 9:53 CreateFunctionUrlConfig'],
    [
      'cloudfront',
      'CreateDistribution',
      'LINT_EVENT_VERSION notice 9:57 eventName|startswith: CreateDistribution',
    ],
    ['iam', "'Zap*'", 'LINT_EVENT_NAME error 9:50'],
  ])('of %s that are not: %s', (source, name, expected) => {
    expect(found(event(source, name))).toEqual([expected]);
  });

  it.each([
    ['s3', 's3.amazonaws.com'],
    ['aws.s3', 's3.amazonaws.com'],
    ['eventbridge.amazonaws.com', 'events.amazonaws.com'],
    ['email.amazonaws.com', 'ses.amazonaws.com'],
    ['iam.amazon.com', 'iam.amazonaws.com'],
    ['lamda.amazonaws.com', 'lambda.amazonaws.com'],
  ])('come from no source %s', (source, meant) => {
    expect(found(selection(`{ eventSource: ${source}, eventName: Anything }`))).toEqual([
      `LINT_EVENT_SOURCE error 9:20 ${meant}`,
    ]);
  });

  it.each([
    [
      '{ eventSource: cloudwatch.amazonaws.com }',
      ['LINT_EVENT_SOURCE warning 9:20 monitoring.amazonaws.com'],
    ],
    [
      '{ eventSource: cloudwatch.amazonaws.com, eventName|startswith: Delete }',
      ['LINT_EVENT_SOURCE warning 9:20 monitoring.amazonaws.com'],
    ],
    ['{ eventSource: [cloudwatch.amazonaws.com, monitoring.amazonaws.com] }', []],
    ['{ eventSource: cloudwatch.amazonaws.com, eventName: CreateOmniDashboard }', []],
    ['{ eventSource: monitoring.amazonaws.com }', []],
  ])("that are CloudWatch Omni's, where CloudWatch is meant most likely: %s", (entries, expected) => {
    expect(found(selection(entries))).toEqual(expected);
  });

  it('are judged by the source of another selection, and by all sources where none is asked', () => {
    const apart = rule(
      '  a: { eventSource: sts.amazonaws.com }\n  b: { eventName: CreateUser }\n  condition: a and b\n',
    );
    expect(found(apart)).toEqual(['LINT_EVENT_NAME error 9:19 eventSource: iam.amazonaws.com']);
    expect(found(selection('{ eventName: [CreateUser, AssumeRole] }'))).toEqual([]);
    expect(found(selection('{ eventName: CreateFunction }'))).toEqual(['LINT_EVENT_VERSION notice 9:18']);
    expect(found(selection('{ eventName: [CreateFunction, CreateFunction20150331] }'))).toEqual([]);
    expect(found(event('appsync', 'CreateFunction'))).toEqual([]);
    expect(
      found(selection('{ eventSource|startswith: [appsync, lambda], eventName: CreateFunction }')),
    ).toEqual(['LINT_EVENT_VERSION notice 9:61']);
    expect(
      found(selection('{ eventSource|startswith: [appsync, cloudfront], eventName: CreateFunction }')),
    ).toEqual([]);
    expect(found(selection('{ eventName: [Invoke, UpdateFunctionCode20150331v2] }'))).toEqual([]);
    expect(found(selection('{ eventName: CreateUsr }'))).toEqual(['LINT_EVENT_NAME error 9:18 CreateUser']);
  });

  it('in a filter are a warning: the rule still matches', () => {
    const filter = rule(
      '  a: { eventSource: iam.amazonaws.com }\n  f: { eventName: CreateUsr }\n  condition: a and not f\n',
    );
    expect(found(filter)).toEqual(['LINT_EVENT_NAME warning 9:19 CreateUser']);
  });

  it('are not looked at in rules for other log sources', () => {
    expect(found(selection('{ eventSource: x, colour: blue }').replace('cloudtrail', 'waf'))).toEqual([]);
  });
});

describe('fields', () => {
  it.each([
    'userIdentity.sessionContext.sessionIssuer.userName: x',
    'userIdentity.sessionContext.webIdFederationData.attributes.sub: x',
    'requestParameters.anything.at.all: x',
    'additionalEventData.MFAUsed: "No"',
    'resources.ARN|contains: x',
    'tlsDetails.tlsVersion: x',
    'insightDetails.insightType: x',
  ])('that records have: %s', (entry) => {
    expect(found(selection(entry))).toEqual([]);
  });

  it.each([
    ['sourceIpAddress: 192.0.2.1', 'LINT_FIELD_CASE error 9:5 sourceIPAddress'],
    ['useridentity.arn: x', 'LINT_FIELD_CASE error 9:5 userIdentity.arn'],
    ['status: failure', 'LINT_FIELD error 9:5'],
    ['eventNam: x', 'LINT_FIELD error 9:5 eventName'],
    ['detail.eventName: CreateUser', 'LINT_FIELD error 9:5 eventName'],
    ['detail.userIdentity.arn: x', 'LINT_FIELD error 9:5 userIdentity.arn'],
    ['Detail.sourceIpAddress: x', 'LINT_FIELD error 9:5 sourceIPAddress'],
    ['detail: x', 'LINT_FIELD error 9:5'],
    ['detail-type: x', 'LINT_FIELD error 9:5'],
    ['userIdentity.usrName: x', 'LINT_FIELD warning 9:5 userIdentity.userName'],
    ['userIdentity.type: Roote', 'LINT_VALUE warning 9:24 Root'],
    ['responseElements.ConsoleLogin: Failed', 'LINT_VALUE error 9:36'],
    ['recipientAccountId: 12345678901', 'LINT_VALUE error 9:25'],
  ])('that they do not: %s', (entry, expected) => {
    expect(found(selection(entry))).toEqual([expected]);
  });

  it.each([
    ['iam', 'AttachUserPolicy', 'policyArn', []],
    ['iam', 'AttachUserPolicy', 'policyARN', ['LINT_FIELD_CASE error 9:69 requestParameters.policyArn']],
    ['iam', 'AttachUserPolicy', 'PolicyArn', ['LINT_FIELD_CASE error 9:69 requestParameters.policyArn']],
    ['iam', 'AttachUserPolicy', 'colour', ['LINT_PARAMETER warning 9:69']],
    ['iam', "'*UserPolicy'", 'policyArn', []],
    ['ec2', 'RunInstances', 'whatever', []],
    ['iam', 'ListUsers', 'whatever', []],
  ])('of the calls themselves: %s %s %s', (source, name, parameter, expected) => {
    const text = selection(
      `{ eventSource: ${source}.amazonaws.com, eventName: ${name}, requestParameters.${parameter}: x }`,
    );
    expect(found(text).map((one) => one.replace(/9:\d+/, '9:69'))).toEqual(expected);
  });
});

describe('messages', () => {
  it.each([
    [
      'responseElements.ConsoleLogin: Failed',
      'responseElements.ConsoleLogin is never "Failed"; allowed are Success, Failure',
    ],
    [
      'additionalEventData.MFAUsed: never',
      'additionalEventData.MFAUsed is never "never"; allowed are Yes, No',
    ],
    ['readOnly|startswith: ja', 'readOnly is never "ja*"; allowed are true, false'],
    ['userIdentity.type: IAM User', 'userIdentity.type is never "IAM User"; did you mean IAMUser?'],
    [
      'userIdentity.type: Human',
      /^userIdentity\.type is never "Human"; allowed are Root, IAMUser, .* Unknown$/,
    ],
    [
      'recipientAccountId: 1234',
      'recipientAccountId has 12 digits, and this has 4; were zeros at the beginning lost?',
    ],
    ['region: us-east-1', 'records of CloudTrail have no field "region"; the nearest is awsRegion'],
    ['colour: blue', 'records of CloudTrail have no field "colour"'],
    [
      'detail.eventName: CreateUser',
      "rules see CloudTrail's record, not EventBridge's event around it, of which detail is the record; write eventName",
    ],
    [
      'eventName: DeleteFunction',
      /^DeleteFunction is an event of appsync\.amazonaws\.com, cloudfront\.amazonaws\.com, .* more; the call of Lambda is recorded as DeleteFunction20150331$/,
    ],
    [
      'eventSource: cloudwatch.amazonaws.com',
      "cloudwatch.amazonaws.com is the name of CloudWatch Omni; events of CloudWatch's alarms, metrics and dashboards come from monitoring.amazonaws.com",
    ],
    [
      'userIdentity.sessionContext.attributes.mfaAuthenticatd: true',
      'records of CloudTrail have no field "userIdentity.sessionContext.attributes.mfaAuthenticatd"; did you mean userIdentity.sessionContext.attributes.mfaAuthenticated?',
    ],
    [
      'addendum.cause: x',
      'records of CloudTrail have no field "addendum.cause"; allowed are reason, updatedFields, originalRequestID, originalEventID',
    ],
    ['eventName: iam:CreateUsr', 'CloudTrail records no event "iam:CreateUsr"; did you mean CreateUser?'],
    [
      '{ eventSource: iam.amazonaws.com, eventName: AttachUserPolicy, requestParameters.colour: x }',
      'AttachUserPolicy has no request parameter colour; allowed are policyArn, userName',
    ],
    [
      '{ eventSource: iam.amazonaws.com, eventName: UserPolicyAttach }',
      'CloudTrail records no event "UserPolicyAttach" of iam.amazonaws.com; the nearest are AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies',
    ],
    [
      '{ eventSource: identity-store.amazonaws.com, eventName: x }',
      'no event comes from the event source "identity-store.amazonaws.com"; did you mean identitystore.amazonaws.com?',
    ],
    [
      '{ eventSource: manager.amazonaws.com, eventName: x }',
      'no event comes from the event source "manager.amazonaws.com"; the nearest is auditmanager',
    ],
  ])('of %s name what may stand there', (entries, message) => {
    const [note, ...more] = notesOf(selection(entries));
    expect(more).toEqual([]);
    expect(note?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('tags', () => {
  it.each([
    ['attack.t1685.002', []],
    ['attack.stealth', []],
    ['attack.defense_impairment', []],
    ['attack.s0002', []],
    ['cve.2021-44228', []],
    ['attack.t1562.008', ['LINT_ATTACK_OLD warning 7:8 attack.t1685.002']],
    ['attack.t1562', ['LINT_ATTACK_OLD warning 7:8 attack.t1685']],
    ['attack.defense-evasion', ['LINT_ATTACK_OLD warning 7:8 attack.stealth or attack.defense-impairment']],
    ['attack.t1078.099', ['LINT_ATTACK_UNKNOWN warning 7:8']],
    ['attack.persistense', ['LINT_ATTACK_UNKNOWN warning 7:8 attack.persistence']],
  ])('%s', (tag, expected) => {
    expect(found(rule('  s: { eventName: CreateUser }\n  condition: s\n', `tags: [${tag}]\n`))).toEqual(
      expected,
    );
  });
});

describe('names that every object has', () => {
  const of = (name: string): string =>
    rule(
      `  s: { eventSource: ${name}, eventName: ${name}, requestParameters.${name}: 1, ${name}: 2 }\n  condition: s\n`,
      `tags: [attack.${name}]\n`,
    );

  const kinds = (text: string): readonly string[] =>
    notesOf(text).map(({ code, level }) => `${code} ${level}`);

  it.each(['constructor', 'toString', '__proto__'])('are unknown as any other: %s', (name) => {
    expect(kinds(of(name))).toEqual(kinds(of('zzzzzz')));
    expect(kinds(of(name))).toContain('LINT_EVENT_SOURCE error');
  });
});

describe('rules together', () => {
  const other = (title: string, id: string, level: string, detection: string): string =>
    `---\ntitle: ${title}\nid: ${id}\nstatus: test\nlevel: ${level}\ndescription: d\n` +
    `logsource: { product: aws, service: cloudtrail }\ndetection: { s: ${detection}, condition: s }\n`;
  const first = selection('{ eventSource: iam.amazonaws.com, eventName: [CreateUser, DeleteUser] }');

  it('may have one title, and one may contain the other', () => {
    const narrow = other(
      'T',
      '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12',
      'low',
      '{ eventSource: iam.amazonaws.com, eventName: CreateUser }',
    );
    expect(found(first + narrow)).toEqual([
      'LINT_CONTAINED warning 18:1',
      'LINT_DUPLICATE_TITLE warning 12:1',
    ]);
  });

  it('lack what a person needs, unless a correlation speaks for them', () => {
    const bare = `---\ntitle: bare\nname: bare\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: RunInstances }, condition: s }\n`;
    const joined =
      '---\ntitle: joined\nid: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a13\nstatus: test\nlevel: low\ndescription: d\n' +
      'correlation: { type: event_count, rules: [bare], group-by: [sourceIpAddress], timespan: 1h, condition: { gte: 3000 } }\n' +
      'trailhound: { window: 30 }\n';
    expect(found(first + bare)).toEqual(['LINT_ATTRIBUTES notice 12:1']);
    expect(found(first + bare + joined)).toEqual([
      'LINT_DEPLOYED warning 22:1',
      'LINT_WINDOW notice 23:23',
      expect.stringMatching(/^LINT_FIELD_CASE error 22:\d+ sourceIPAddress$/),
    ]);
  });

  const bare = `---\ntitle: bare\nname: bare\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: { eventName: RunInstances }, condition: s }\n`;
  const about = (name: string, rest: string): string =>
    `---\ntitle: ${name}\nname: ${name}\nid: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a1${name.length}\nstatus: test\nlevel: low\ndescription: d\n${rest}`;
  const counting = (name: string, rule: string, rest: string): string =>
    about(name, `correlation: { type: event_count, rules: [${rule}], group-by: [awsRegion], ${rest} }\n`);

  it.each([
    ['counts as far as a deployment', counting('most', 'bare', 'timespan: 1h, condition: { gte: 2000 }'), []],
    [
      'counts further',
      counting('further', 'bare', 'timespan: 1h, condition: { gte: 2001 }'),
      ['a deployment refuses it: it counts to 2001, and a deployment counts to 2000 at most'],
    ],
    [
      'looks back too long',
      counting('long', 'bare', 'timespan: 31d, condition: { gte: 2 }'),
      ['a deployment refuses it: its timespan is longer than the 30 days that a deployment keeps'],
    ],
    [
      'counts firings further',
      counting('inner', 'bare', 'timespan: 1h, condition: { gte: 2 }') +
        counting('outermost', 'inner', 'timespan: 1h, condition: { gte: 401 }'),
      [
        'a deployment refuses it: it counts to 401, and a deployment counts firings of correlations to 400 at most',
      ],
    ],
  ])('are told what a deployment refuses: one that %s', (_name, correlations, expected) => {
    const all = notesOf(first + bare + correlations);
    expect(all.map(({ code }) => code)).toEqual(expected.map(() => 'LINT_DEPLOYED'));
    expect(all.map(({ message }) => message)).toEqual(expected);
  });

  it.each([
    ['1h', 60, []],
    ['1h', 59, ['60 to 1440 minutes']],
    ['7d', 1440, []],
    ['7d', 1439, ['1440 to 1440 minutes']],
  ])('of timespan %s may have a window of %d minutes', (timespan, window, expected) => {
    const one = counting('one', 'bare', `timespan: ${timespan}, condition: { gte: 2 }`);
    const all = notesOf(`${first}${bare}${one}trailhound: { window: ${window} }\n`);
    expect(all.map(({ allowed }) => allowed)).toEqual(expected);
  });
});

describe('filters', () => {
  const rules = selection('{ eventSource: iam.amazonaws.com, eventName: CreateUser }').replace(
    'id:',
    'name: one\nid:',
  );
  const filter = (body: string): string =>
    `${rules}---\ntitle: sparing\nlogsource: { product: aws, service: cloudtrail }\nfilter: { rules: [one], ${body} }\n`;

  it.each([
    ["f: { userIdentity.arn|endswith: ':role/deploy' }, condition: not f", []],
    ['f: { eventName: DeleteUser }, condition: not f', ['LINT_FILTER warning 15:66']],
    ['f: { userIdentity.anr: x }, condition: not f', ['LINT_FIELD warning 15:30 userIdentity.arn']],
    ['f: { useridentity.arn: x }, condition: not f', ['LINT_FIELD_CASE warning 15:30 userIdentity.arn']],
    [
      'f: { eventName: CreatUser }, condition: not f',
      ['LINT_EVENT_NAME warning 15:41 CreateUser', 'LINT_FILTER warning 15:65'],
    ],
    [
      'f: { userIdentity.arn: x }, g: { userAgent: y }, condition: not f',
      ['LINT_UNUSED_SELECTION warning 15:56 name g in the condition, or take it out'],
    ],
  ])('are looked over as rules are: %s', (body, expected) => {
    expect(found(filter(body))).toEqual(expected);
  });

  it('whose rules are not there have no effect', () => {
    const text = filter('f: { userIdentity.arn: x }, condition: not f').replace('[one]', '[onne]');
    expect(found(text)).toEqual(['LINT_FILTER warning 15:18', 'LINT_FILTER warning 15:18']);
  });
});
