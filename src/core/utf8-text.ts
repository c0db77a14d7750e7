/**
 * Decodes bytes that have to be text in UTF-8; `undefined` where they are not. Letters of another encoding must not
 * become replacement characters: they would be values that nothing ever equals.
 */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
