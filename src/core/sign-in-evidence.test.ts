import { describe, expect, it } from '@jest/globals';
import { read, role, signInEvent } from '../../test/support/sign-ins.ts';
import { evidenceOf } from './evidence.ts';
import type { Evidence } from './finding.ts';
import { requestText } from './request-text.ts';
import { signInFacts, signInOfEvidence } from './sign-in-evidence.ts';

describe('signInOfEvidence', () => {
  const evidence = (record: object, request?: string): Evidence => {
    const event = signInEvent(record);
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
