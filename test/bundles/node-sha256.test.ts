import { expect, it } from '@jest/globals';
import { sha256 as pureSha256 } from '@noble/hashes/sha2.js';
import { sha256 } from '#lambdas/bundled/node-sha256';

it.each([0, 1, 55, 56, 64, 1_000])('hashes %d bytes in a bundle as the domain does elsewhere', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => index);
  expect([...sha256(bytes)]).toEqual([...pureSha256(bytes)]);
});
