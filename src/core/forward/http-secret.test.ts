import { describe, expect, it } from '@jest/globals';
import { bringsSecret, secretDigest } from './http-secret.ts';

const secrets = [secretDigest('new: s3cret'), secretDigest('0ld')];
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('bringsSecret', () => {
  it.each([
    { name: 'a bearer token', header: 'Bearer 0ld' },
    { name: 'another spelling of the scheme', header: 'bearer 0ld' },
    { name: 'the password of a user, with a colon in it', header: basic('fluent:new: s3cret') },
    { name: 'the password of nobody', header: basic(':0ld') },
  ])('takes $name', ({ header }) => {
    expect(bringsSecret(header, secrets)).toBe(true);
  });

  it.each([
    { name: 'nothing', header: undefined },
    { name: 'an empty header', header: '' },
    { name: 'another token', header: 'Bearer 0ldx' },
    { name: 'the secret without a scheme', header: '0ld' },
    { name: 'another scheme', header: 'Digest 0ld' },
    { name: 'the secret as user', header: basic('0ld:') },
    { name: 'no pair', header: basic('0ld') },
    { name: 'no base64', header: 'Basic %%%' },
  ])('refuses $name', ({ header }) => {
    expect(bringsSecret(header, secrets)).toBe(false);
  });

  it('refuses everything where there is no secret, an empty one too', () => {
    expect([undefined, 'Bearer ', 'Bearer x', basic(':')].map((header) => bringsSecret(header, []))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
