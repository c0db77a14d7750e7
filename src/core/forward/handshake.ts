import { sha512 } from '@noble/hashes/sha2.js';
import { hex } from '../hex.ts';
import { asBytes, asText } from './plain-value.ts';
import { sameDigest } from './same-digest.ts';

/** Who may connect. */
export interface ForwardAuth {
  readonly sharedKey: string;
  /** Passwords by user; where there are any, a client needs one of them too. */
  readonly users?: ReadonlyMap<string, string>;
}

/** What the server made up for one connection. ASCII, because some clients take text and some bytes. */
export interface Challenge {
  readonly nonce: string;
  /** Salt of the password; empty where none is asked for. */
  readonly authSalt: string;
}

/** The server's answer: what to send, and whether the connection may go on. */
export interface HandshakeAnswer {
  readonly accepted: boolean;
  /** Why not, for the log and for the client; never names what was sent. */
  readonly reason: string;
  readonly pong: readonly unknown[];
}

/** The server's first message (Forward Protocol Specification v1, "HELO"). */
export const helo = ({ nonce, authSalt }: Challenge): readonly unknown[] => [
  'HELO',
  { nonce, auth: authSalt, keepalive: true },
];

/**
 * Checks a client's PING and makes the PONG. The digests are SHA-512 in hexadecimal: of salt, host name, nonce and
 * shared key, and of salt, user and password. What is compared takes equally long whatever was sent.
 */
export function answerPing(
  ping: unknown,
  challenge: Challenge,
  auth: ForwardAuth,
  serverName: string,
): HandshakeAnswer {
  const [kind, ...given] = Array.isArray(ping) ? (ping as readonly unknown[]) : [];
  const [clientName, salt, digest, user, passwordDigest] = given.map(asBytes);
  if (asText(kind) !== 'PING' || !clientName || !salt || !digest)
    return refusal('no PING where one was expected');
  const expected = hexOf(salt, clientName, challenge.nonce, auth.sharedKey);
  if (!sameDigest(expected, digest)) return refusal('shared key mismatch');
  if (auth.users && !hasPassword(auth.users, challenge.authSalt, user, passwordDigest))
    return refusal('username/password mismatch');
  const own = asText(hexOf(salt, serverName, challenge.nonce, auth.sharedKey));
  return { accepted: true, reason: '', pong: ['PONG', true, '', serverName, own] };
}

function hasPassword(
  users: ReadonlyMap<string, string>,
  authSalt: string,
  user: Uint8Array = new Uint8Array(),
  digest: Uint8Array = new Uint8Array(),
): boolean {
  const password = users.get(asText(user) ?? '');
  const same = sameDigest(hexOf(authSalt, user, password ?? ''), digest);
  return same && password !== undefined;
}

const refusal = (reason: string): HandshakeAnswer => ({
  accepted: false,
  reason,
  pong: ['PONG', false, reason, '', ''],
});

const encoder = new TextEncoder();

/** SHA-512 of the parts in a row, as the bytes of its hexadecimal text. */
function hexOf(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = sha512.create();
  for (const part of parts) hash.update(typeof part === 'string' ? encoder.encode(part) : part);
  return encoder.encode(hex(hash.digest()));
}
