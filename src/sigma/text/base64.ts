const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export const utf8 = (text: string): readonly number[] => [...encoder.encode(text)];

/** Bytes of a text in UTF-16: little-endian, big-endian, or little-endian with the mark FF FE in front. */
export function utf16(text: string, form: 'le' | 'be' | 'marked'): readonly number[] {
  const bytes: number[] = form === 'marked' ? [0xff, 0xfe] : [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const pair = [unit & 0xff, unit >> 8];
    bytes.push(...(form === 'be' ? pair.reverse() : pair));
  }
  return bytes;
}

/** A text with one character for each byte. */
export function binaryText(bytes: readonly number[]): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Base64 with padding (RFC 4648, section 4). */
export const base64 = (bytes: readonly number[]): string => btoa(binaryText(bytes));

/** Characters at the start that depend on the bytes before, by byte offset. */
const START = [0, 2, 3] as const;
/** Characters at the end that depend on the bytes behind, by what the length leaves over 3. */
const END = [0, 3, 2] as const;

/**
 * What of a byte sequence is always seen in Base64, wherever in a longer one it stands: one text for each of the three
 * byte offsets. A sequence too short to leave any trace at an offset gives none for it.
 */
export function base64Offsets(bytes: readonly number[]): readonly string[] {
  return START.flatMap((start, offset) => {
    const encoded = base64([...new Array<number>(offset).fill(0), ...bytes]);
    const invariant = encoded.slice(start, encoded.length - (END[(offset + bytes.length) % 3] ?? 0));
    return invariant === '' ? [] : [invariant];
  });
}
