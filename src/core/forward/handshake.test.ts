import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { answerPing, helo } from './handshake.ts';

const hash = (...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((sum, part) => sum.update(part), createHash('sha512')).digest('hex');

const challenge = { nonce: 'abcdefghijklmnop', authSalt: 'ponmlkjihgfedcba' };
const open = { sharedKey: 'k3y' };
const guarded = { ...open, users: new Map([['ann', 'pass']]) };
const salt = Uint8Array.from([0xff, 0, 0xc3, 0x28]);
const ping = (key: string, user = '', password = '') => [
  'PING',
  'host.example',
  salt,
  hash(salt, 'host.example', challenge.nonce, key),
  user,
  user && hash(challenge.authSalt, user, password),
];

describe('the handshake of the forward protocol', () => {
  it('begins with nonce and salt', () => {
    expect(helo(challenge)).toEqual([
      'HELO',
      { nonce: challenge.nonce, auth: challenge.authSalt, keepalive: true },
    ]);
  });

  it('proves to a client with the key that it has the key too', () => {
    expect(answerPing(ping('k3y'), challenge, open, 'server')).toEqual({
      accepted: true,
      reason: '',
      pong: ['PONG', true, '', 'server', hash(salt, 'server', challenge.nonce, 'k3y')],
    });
  });

  it('takes the password of a user', () => {
    expect(answerPing(ping('k3y', 'ann', 'pass'), challenge, guarded, 's').accepted).toBe(true);
  });

  it.each([
    { name: 'another key', sent: ping('other'), auth: open, reason: 'shared key mismatch' },
    { name: 'no password', sent: ping('k3y'), auth: guarded, reason: 'username/password mismatch' },
    {
      name: 'a wrong password',
      sent: ping('k3y', 'ann', 'x'),
      auth: guarded,
      reason: 'username/password mismatch',
    },
    {
      name: 'an unknown user',
      sent: ping('k3y', 'bob', ''),
      auth: guarded,
      reason: 'username/password mismatch',
    },
    { name: 'no PING', sent: ['t', 1, {}], auth: open, reason: 'no PING where one was expected' },
    { name: 'half a PING', sent: ['PING', 'h'], auth: open, reason: 'no PING where one was expected' },
    { name: 'nil', sent: null, auth: open, reason: 'no PING where one was expected' },
  ])('refuses $name, and tells nothing of its own', ({ sent, auth, reason }) => {
    expect(answerPing(sent, challenge, auth, 's')).toEqual({
      accepted: false,
      reason,
      pong: ['PONG', false, reason, '', ''],
    });
  });
});
