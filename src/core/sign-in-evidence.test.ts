import { describe, expect, it } from '@jest/globals';
import { evidenceOf } from './evidence.ts';
import type { Evidence } from './finding.ts';
import { requestText } from './request-text.ts';
import { signInOf } from './sign-in.ts';
import { signInFacts, signInOfEvidence } from './sign-in-evidence.ts';
import { parseTime } from './time.ts';
import { watchedEvent } from './watched-event.ts';

const NOW = parseTime('2026-03-10T00:00:00Z')!;
const BASE = {
  eventID: 'a1',
  eventTime: '2026-03-01T09:00:00Z',
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'Mozilla/5.0',
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
  responseElements: { ConsoleLogin: 'Success' },
  additionalEventData: { MFAUsed: 'Yes' },
};
const read = (change: object) => signInOf(watchedEvent({ ...BASE, ...change }, { origin: 'test', now: NOW }));
const role = (session: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::123456789012:assumed-role/${session}`,
  sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/Admin' } },
});

describe('signInOfEvidence', () => {
  const evidence = (record: object, request?: string): Evidence => {
    const event = watchedEvent({ ...BASE, ...record }, { origin: 'test', now: NOW });
    return { ...evidenceOf(event), request: request ?? requestText(signInFacts(event)) };
  };

  it.each([
    { name: 'a success', record: {} },
    {
      name: 'root without MFA',
      record: {
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
        additionalEventData: { MFAUsed: 'No' },
      },
    },
    { name: 'a federated person', record: { userIdentity: role('Admin/bob') } },
    {
      name: 'a failure',
      record: { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' },
    },
  ])('reads back $name', ({ record }) => {
    expect(signInOfEvidence(evidence(record))).toEqual(read(record));
  });

  it.each([
    { name: 'nothing', request: '' },
    { name: 'cut off', request: '{"signIn":{"kind":"roo…' },
    { name: 'not ours', request: '{"signIn":{"kind":"king","mfa":1,"outcome":[]}}' },
  ])('says what is not known when the request is $name', ({ request }) => {
    expect(signInOfEvidence(evidence({}, request))).toMatchObject({
      user: 'alice',
      kind: 'iam-user',
      outcome: 'unclear',
      mfa: 'unknown',
    });
  });

  it('passes over evidence of other calls', () => {
    expect(signInOfEvidence(evidence({ eventName: 'StopLogging' }))).toBeUndefined();
  });
});
