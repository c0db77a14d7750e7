import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { correlator } from '#sigma/correlation/correlator';
import { eventTexts, participantsOf } from '#sigma/correlation/participants';
import { buildEngine, type SigmaEvent } from '#sigma/match/engine';
import { loadCorrelation } from './data.ts';

const FILE = '../shared/data/panther/correlation.ndjson';

/** What of a recorded test is used: the steps that happened, whose they were, and when. */
interface Recorded {
  readonly rule: string;
  readonly tests: readonly {
    readonly test: string;
    readonly expected: boolean;
    readonly timeline: readonly {
      readonly step: string;
      readonly value: string;
      readonly at: string | number;
    }[];
  }[];
}

/** Makes the event of a step: `value` is whose it was. */
type Told = (value: string) => SigmaEvent;
const iam =
  (eventName: string, more: object = {}): Told =>
  (roleName) => ({
    eventSource: 'iam.amazonaws.com',
    eventName,
    requestParameters: { roleName, ...more },
  });
const ses =
  (eventName: string): Told =>
  (value) => {
    const [recipientAccountId, awsRegion] = value.split('_');
    return { eventSource: 'ses.amazonaws.com', eventName, recipientAccountId, awsRegion };
  };
const sso =
  (eventName: string): Told =>
  (sourceIPAddress) => ({ eventSource: 'sso.amazonaws.com', eventName, sourceIPAddress });

/** For each correlation of the source, a Sigma rule of ours, and the event that each of its steps stands for. */
const RULES: Readonly<
  Record<string, { readonly file: string; readonly steps: Readonly<Record<string, Told>> }>
> = {
  'AWS.Console.Sign-In.WITHOUT.Okta': {
    file: 'console-sign-in-without-okta',
    steps: {
      'Okta SSO to AWS': (alternateId) => ({
        eventType: 'user.authentication.sso',
        target: { displayName: 'AWS Account Federation' },
        actor: { alternateId },
      }),
      'AWS Console Sign-In': (userName) => ({ eventName: 'ConsoleLogin', userIdentity: { userName } }),
    },
  },
  'AWS.Backdoor.Administrative.IAM.Role.Created.Group': {
    file: 'admin-role-created',
    steps: {
      CreateRole: iam('CreateRole'),
      AttachAdminRolePolicy: iam('AttachRolePolicy', {
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    },
  },
  'AWS.S3.ObjectExfiltration.WITH.ObjectDeletion': {
    file: 'objects-copied-then-deleted',
    steps: {
      'Bulk Exfiltration': (sourceBucket) => ({
        eventSource: 's3.amazonaws.com',
        eventName: 'CopyObject',
        sourceBucket,
      }),
      'Bulk Deletion': (bucketName) => ({
        eventSource: 's3.amazonaws.com',
        eventName: 'DeleteObject',
        requestParameters: { bucketName },
      }),
    },
  },
  'AWS.SSO.Access.Token.Retrieved.by.Unauthenticated.IP.Group': {
    file: 'sso-token-without-sign-in',
    steps: { 'Absent CLI Prompt': sso('Authenticate'), 'SSO Access Token Retrieved': sso('CreateToken') },
  },
  'AWS.CloudTrail.SES.SESEnumeration': {
    file: 'mail-sending-enumerated',
    steps: {
      CheckSendingEnabled: ses('GetAccountSendingEnabled'),
      CheckSendQuota: ses('GetSendQuota'),
      ListIdentities: ses('ListIdentities'),
      CheckVerifications: ses('GetIdentityVerificationAttributes'),
    },
  },
};

/** How many times a correlation holds for events of these times, in the order given. */
function episodes(
  file: string,
  events: readonly { readonly at: number; readonly told: Told; readonly value: string }[],
): number {
  const text = readFileSync(`test/correlation/panther/${file}.yml`, 'utf8');
  const { ruleSet } = loadCorrelation({ file, text });
  const engine = buildEngine(ruleSet.rules);
  const participations = participantsOf(ruleSet.correlations);
  const state = correlator(ruleSet.correlations);
  for (const [index, { at, told, value }] of events.entries()) {
    const event = told(value);
    const rules = engine.match(event).map(({ key }) => key);
    const who = { at, id: `event-${index}`, rules, texts: eventTexts(event) };
    for (const part of participations(who)) state.add(part);
  }
  return state.matches().length;
}

const minutes = (at: string | number): number => (typeof at === 'number' ? at * 60_000 : Date.parse(at));
const recorded: readonly Recorded[] = existsSync(FILE)
  ? readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];

const suite = recorded.length > 0 ? describe : describe.skip;
suite(`correlations of others as Sigma (skipped where ${FILE} is absent)`, () => {
  it('are five, and each has a rule here', () => {
    expect(recorded.map(({ rule }) => rule).sort()).toEqual(Object.keys(RULES).sort());
  });

  for (const { rule, tests } of recorded)
    it.each(tests)(`${rule}: $test`, ({ expected, timeline }) => {
      const known = RULES[rule];
      const events = timeline.map(({ step, value, at }) => {
        const told = known?.steps[step];
        if (!told) throw new Error(`no event for ${step}`);
        return { at: minutes(at), told, value };
      });
      expect(episodes(known?.file ?? '', events) > 0).toBe(expected);
      expect(episodes(known?.file ?? '', events.toReversed()) > 0).toBe(expected);
    });
});

describe('what must be absent, told by a chain', () => {
  const { file, steps } = RULES['AWS.SSO.Access.Token.Retrieved.by.Unauthenticated.IP.Group']!;
  const prompt = steps['Absent CLI Prompt']!;
  const token = steps['SSO Access Token Retrieved']!;
  const at = (told: Told, seconds: number, value = '192.0.2.1') => ({ told, value, at: seconds * 1000 });

  it.each([
    { name: 'a token alone is found', events: [at(token, 100)], found: 1 },
    { name: 'a prompt alone is not', events: [at(prompt, 100)], found: 0 },
    { name: 'a token after a prompt is not', events: [at(prompt, 100), at(token, 200)], found: 0 },
    {
      name: 'a prompt at another address does not count',
      events: [at(prompt, 100, '192.0.2.2'), at(token, 200)],
      found: 1,
    },
    { name: 'a prompt after the token does not count', events: [at(token, 100), at(prompt, 200)], found: 1 },
    {
      name: 'a prompt longer ago than the window does not count',
      events: [at(prompt, 0), at(token, 108_001)],
      found: 1,
    },
    {
      name: 'a prompt a second before is not seen: an alarm too many, never one too few',
      events: [at(prompt, 100), at(token, 101)],
      found: 1,
    },
  ])('$name', ({ events, found }) => {
    expect(episodes(file, events)).toBe(found);
  });
});
