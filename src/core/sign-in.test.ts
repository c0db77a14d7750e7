import { describe, expect, it } from '@jest/globals';
import { read, role, SIGN_IN } from '../../test/support/sign-ins.ts';
import { UNKNOWN_USER } from './sign-in.ts';
import { parseTime } from './time.ts';

describe('signInOf', () => {
  it('reads who, where, when and how', () => {
    expect(read({})).toMatchObject({
      user: 'alice',
      kind: 'iam-user',
      sourceIp: '192.0.2.10',
      region: 'us-east-1',
      accountId: '123456789012',
      outcome: 'success',
      mfa: 'yes',
      timed: true,
      at: parseTime('2026-03-01T09:00:00Z'),
    });
  });

  it.each([
    { name: 'another call of the sign-in service', change: { eventName: 'SwitchRole' } },
    { name: 'a ConsoleLogin of another service', change: { eventSource: 'example.amazonaws.com' } },
  ])('passes over $name', ({ change }) => {
    expect(read(change)).toBeUndefined();
  });

  it.each([
    {
      name: 'root, whatever alias the account has',
      identity: { type: 'Root', userName: 'alias' },
      kind: 'root',
      user: 'root',
    },
    {
      name: 'a person with a SAML role, by role and session',
      identity: role('Admin/bob@example.org'),
      kind: 'federated',
      user: 'Admin/bob@example.org',
    },
    {
      name: 'a person of Identity Center',
      identity: role('AWSReservedSSO_Admin_0/carol'),
      kind: 'federated',
      user: 'AWSReservedSSO_Admin_0/carol',
    },
    {
      name: 'a federated user',
      identity: { type: 'FederatedUser', arn: 'arn:aws:sts::123456789012:federated-user/dan' },
      kind: 'federated',
      user: 'dan',
    },
    {
      name: 'a hidden user name',
      identity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      kind: 'iam-user',
      user: UNKNOWN_USER,
    },
    {
      name: 'a record without identity, by its address',
      identity: null,
      kind: 'unknown',
      user: '192.0.2.10',
    },
    { name: 'an identity of the wrong type', identity: 'root', kind: 'unknown', user: '192.0.2.10' },
  ])('names $name', ({ identity, kind, user }) => {
    expect(read({ userIdentity: identity })).toMatchObject({ kind, user });
  });

  it.each([
    {
      name: 'a failure without errorCode',
      change: { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' },
      outcome: 'failure',
    },
    {
      name: 'a failure that only has a message',
      change: { responseElements: null, errorMessage: 'Failed authentication' },
      outcome: 'failure',
    },
    {
      name: 'a failure that only has a code',
      change: { responseElements: 'null', errorCode: 'AccessDenied' },
      outcome: 'failure',
    },
    { name: 'a success', change: {}, outcome: 'success' },
    { name: 'a record that says neither', change: { responseElements: null }, outcome: 'unclear' },
  ])('takes $name for $outcome', ({ change, outcome }) => {
    expect(read(change)?.outcome).toBe(outcome);
  });

  it.each([
    { name: 'Yes', identity: SIGN_IN.userIdentity, used: 'Yes', mfa: 'yes' },
    { name: 'No of an IAM user', identity: SIGN_IN.userIdentity, used: 'No', mfa: 'no' },
    { name: 'No of root', identity: { type: 'Root' }, used: 'No', mfa: 'no' },
    { name: 'No of a federated person', identity: role('Admin/bob'), used: 'No', mfa: 'federated' },
    { name: 'Yes of a federated person', identity: role('Admin/bob'), used: 'Yes', mfa: 'yes' },
    { name: 'nothing', identity: SIGN_IN.userIdentity, used: undefined, mfa: 'unknown' },
    { name: 'No of an unknown identity', identity: {}, used: 'No', mfa: 'unknown' },
  ])('reads MFAUsed: $name as $mfa', ({ identity, used, mfa }) => {
    expect(read({ userIdentity: identity, additionalEventData: { MFAUsed: used } })?.mfa).toBe(mfa);
  });

  it('marks an attempt without a usable time', () => {
    expect(read({ eventTime: 'yesterday' })?.timed).toBe(false);
  });
});
