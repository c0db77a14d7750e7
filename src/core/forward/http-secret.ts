import { sha256 } from '@noble/hashes/sha2.js';
import { sameDigest } from './same-digest.ts';

const encoder = new TextEncoder();

/** Digest under which a secret is compared. */
export const secretDigest = (secret: string): Uint8Array => sha256(encoder.encode(secret));

/**
 * Whether an `Authorization` header brings one of the secrets: as a bearer token, or as the password of any user. All of
 * them are compared, whatever the first comparison says.
 */
export function bringsSecret(header: string | undefined, secrets: readonly Uint8Array[]): boolean {
  const brought = sentSecret(header);
  const sent = secretDigest(brought ?? '');
  let found = 0;
  for (const secret of secrets) found |= Number(sameDigest(sent, secret));
  return found === 1 && brought !== undefined;
}

function sentSecret(header: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = fromBase64(value);
  const at = pair?.indexOf(':') ?? -1;
  return at === -1 ? undefined : pair?.slice(at + 1);
}

function fromBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
