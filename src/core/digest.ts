import { sha256 } from '@noble/hashes/sha2.js';

const encoder = new TextEncoder();
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 80 bits of a text's SHA-256, as 16 lower-case base 32 characters (alphabet of RFC 4648). */
export function sha256Text(text: string): string {
  const bytes = sha256(encoder.encode(text));
  let out = '';
  for (let bit = 0; bit < 80; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    out += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return out;
}
