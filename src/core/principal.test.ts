import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { accountText, principalOf } from './principal.ts';

const account = '123456789012';
const assumed = (session: string, issuer?: unknown) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLEEXAMPLE01:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/Deploy/${session}`,
  ...(issuer === undefined ? {} : { sessionContext: { sessionIssuer: issuer } }),
});

describe('principalOf', () => {
  it.each([
    {
      name: 'an IAM user',
      identity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/ops/mara`, userName: 'mara' },
      says: `arn:aws:iam::${account}:user/ops/mara`,
    },
    {
      name: 'an IAM user without an ARN',
      identity: { type: 'IAMUser', userName: 'mara', principalId: 'AIDAX' },
      says: 'mara',
    },
    {
      name: 'root',
      identity: { type: 'Root', arn: `arn:aws:iam::${account}:root`, invokedBy: 'x.amazonaws.com' },
      says: `arn:aws:iam::${account}:root`,
    },
    {
      name: 'root without an ARN',
      identity: { type: 'Root', accountId: account },
      says: `root of ${account}`,
    },
    {
      name: 'a role, by its issuer',
      identity: assumed('s-1', { arn: `arn:aws:iam::${account}:role/ci/Deploy` }),
      says: `arn:aws:iam::${account}:role/ci/Deploy`,
    },
    { name: 'a role, by its session', identity: assumed('s-1'), says: `arn:aws:iam::${account}:role/Deploy` },
    {
      name: 'a role without a type',
      identity: { ...assumed('s-1'), type: undefined },
      says: `arn:aws:iam::${account}:role/Deploy`,
    },
    {
      name: 'a role with only a user name',
      identity: { type: 'AssumedRole', userName: 'Deploy' },
      says: 'Deploy',
    },
    {
      name: 'a person signed in through Identity Center',
      identity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_0a1b/mara@example.com`,
        sessionContext: {
          sessionIssuer: {
            arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b`,
          },
        },
      },
      says: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_0a1b/mara@example.com`,
    },
    {
      name: 'a federated user',
      identity: { type: 'FederatedUser', arn: `arn:aws:sts::${account}:federated-user/mara` },
      says: `arn:aws:sts::${account}:federated-user/mara`,
    },
    {
      name: 'a service',
      identity: { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' },
      says: 'cloudformation.amazonaws.com',
    },
    {
      name: 'a service without a type',
      identity: { accountId: account, invokedBy: 'rds.amazonaws.com' },
      says: 'rds.amazonaws.com',
    },
    {
      name: 'an Identity Center user by name',
      identity: { type: 'IdentityCenterUser', userName: 'mara', onBehalfOf: { userId: 'u-1' } },
      says: 'mara',
    },
    {
      name: 'an Identity Center user by id',
      identity: { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' } },
      says: 'u-1',
    },
    {
      name: 'a SAML user',
      identity: { type: 'SAMLUser', userName: 'mara', identityProvider: 'idp.example.com', principalId: 'p' },
      says: 'mara@idp.example.com',
    },
    {
      name: 'a web identity without a provider',
      identity: { type: 'WebIdentityUser', userName: 'mara' },
      says: 'mara',
    },
    {
      name: 'a hidden user name',
      identity: {
        type: 'IAMUser',
        userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        accountId: account,
        accessKeyId: '',
      },
      says: `unknown user name in account ${account}`,
    },
    {
      name: 'an anonymous request',
      identity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
      says: 'anonymous',
    },
    {
      name: 'a session of another account',
      identity: { type: 'AWSAccount', principalId: 'AROAEXAMPLEEXAMPLE01:s-1', accountId: '111122223333' },
      says: 'AROAEXAMPLEEXAMPLE01',
    },
    {
      name: 'texts "null"',
      identity: { type: 'IAMUser', arn: 'null', userName: 'null', principalId: 'null' },
      says: '192.0.2.1',
    },
    { name: 'no identity', identity: undefined, says: '192.0.2.1' },
    { name: 'an identity that is a text', identity: 'null', says: '192.0.2.1' },
    { name: 'a list', identity: ['arn'], says: '192.0.2.1' },
  ])('says who $name is', ({ identity, says }) => {
    expect(principalOf({ userIdentity: identity, sourceIPAddress: '192.0.2.1' })).toBe(says);
  });

  it('is one for all sessions of a role, with and without the part that names the issuer', () => {
    const issuer = { arn: `arn:aws:iam::${account}:role/Deploy` };
    const all = [assumed('s-1'), assumed('s-2'), assumed('s-3', issuer)].map((userIdentity) =>
      principalOf({ userIdentity }),
    );

    expect(new Set(all).size).toBe(1);
  });

  it('is "unknown" where nothing says who', () => {
    expect(principalOf({})).toBe('unknown');
  });

  it('is never empty and always fits an index key, whatever the record holds', () => {
    const anything = fc.anything({ maxDepth: 3, withNullPrototype: true });
    const identity = fc.dictionary(
      fc.constantFrom(
        'type',
        'arn',
        'userName',
        'principalId',
        'sessionContext',
        'invokedBy',
        'accountId',
        'onBehalfOf',
      ),
      anything,
    );
    fc.assert(
      fc.property(fc.oneof(identity, anything), anything, (userIdentity, sourceIPAddress) => {
        const principal = principalOf({ userIdentity, sourceIPAddress });

        expect(principal).not.toBe('');
        expect(Buffer.byteLength(principal)).toBeLessThan(2048);
      }),
    );
    expect(Buffer.byteLength(principalOf({ userIdentity: { arn: '\u{1F600}é'.repeat(9999) } }))).toBeLessThan(
      2048,
    );
    expect(principalOf({ userIdentity: { userName: 'a\ud800b' } })).toBe('a\ufffdb');
  });
});

describe('accountText', () => {
  it.each([
    ['a text', '012345678901', '012345678901'],
    ['a number that has lost its zeros', 12345678901, '012345678901'],
    ['a number', 123456789012, '123456789012'],
    ['the text "null"', 'null', ''],
    ['a fraction', 1.5, '1.5'],
    ['nothing', undefined, ''],
    ['an object', {}, ''],
  ])('prints %s', (_name, value, printed) => {
    expect(accountText(value)).toBe(printed);
  });
});
