const encoder = new TextEncoder();
const ELLIPSIS = '…';
const ELLIPSIS_BYTES = 3;

/** Bytes of a text in UTF-8. */
export const utf8Length = (text: string): number => encoder.encode(text).length;

/**
 * Makes a text safe to store and bounds it: at most `maxBytes` of UTF-8, cut between characters with `…`.
 *
 * Half surrogate pairs and NUL become U+FFFD: DynamoDB takes well-formed UTF-8 only, and consoles stop at NUL.
 */
export function cutText(text: string, maxBytes: number): string {
  // What is far too long is cut before it is looked at: a character is at least one byte.
  const head = text.length > maxBytes ? text.slice(0, maxBytes + 1) : text;
  const sound = head.replace(/\p{Surrogate}|\0/gu, '\uFFFD');
  if (sound.length * 3 <= maxBytes) return sound;
  if (text.length <= maxBytes && utf8Length(sound) <= maxBytes) return sound;
  let kept = '';
  let room = maxBytes - ELLIPSIS_BYTES;
  for (const character of sound) {
    room -= utf8Length(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}
