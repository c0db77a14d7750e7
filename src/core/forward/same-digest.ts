/**
 * Compares two digests of equal length, without stopping at the first difference: how long it takes tells nothing of
 * where they differ. Compare digests and never the secrets: their length would show.
 */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  let differs = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) differs |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return differs === 0;
}
