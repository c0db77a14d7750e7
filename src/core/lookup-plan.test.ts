import { describe, expect, it } from '@jest/globals';
import { needsReads, surelyWrites } from './lookup-plan.ts';

describe('surelyWrites', () => {
  it.each([
    'StopLogging',
    'DeleteTrail',
    'CreateAccessKey',
    'ConsoleLogin',
    'RunInstances',
    'UpdateFunctionCode20150331v2',
    'ModifySnapshotAttribute',
    'putbucketpolicy',
    'StartSession',
  ])('%s is a write', (name) => expect(surelyWrites(name)).toBe(true));

  it.each([
    // What the verb promises is a read.
    'GetSecretValue',
    'ListUsers',
    'DescribeInstances',
    'HeadBucket',
    'LookupEvents',
    'SearchResources',
    'BatchGetSecretValue',
    'QueryDatabase',
    'ScanTable',
    'SimulatePrincipalPolicy',
    // Recorded as reads although the name says otherwise.
    'AssumeRole',
    'Decrypt',
    'GenerateDataKey',
    'DownloadDBLogFilePortion',
    'InvokeModel',
    'StartQuery',
    'RunQuery',
    // AWS calls them changes; records with readOnly true exist.
    'GetFederationToken',
    'GetSessionToken',
    // Never heard of.
    'FrobnicateWidget',
    '',
  ])('"%s" may be a read', (name) => expect(surelyWrites(name)).toBe(false));
});

describe('needsReads', () => {
  it.each([
    { name: 'no rules', rules: [], expected: false },
    { name: 'writes only', rules: [['stoplogging', 'deletetrail'], ['createuser']], expected: false },
    {
      name: 'one read in one rule',
      rules: [['stoplogging'], ['deletetrail', 'getsecretvalue']],
      expected: true,
    },
    { name: 'a rule that any call can match', rules: [['stoplogging'], undefined], expected: true },
    { name: 'a rule that no call can match', rules: [[]], expected: false },
  ])('$name: $expected', ({ rules, expected }) => {
    expect(needsReads(rules.map((names) => (names ? new Set(names) : undefined)))).toBe(expected);
  });
});
