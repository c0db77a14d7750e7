import { createHash } from 'node:crypto';

/** Stands for the SHA-256 in JavaScript that the domain uses, because it must run in a browser too: Node has its own. */
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
