import { isBlank, pastEscape, pastScalar } from './json-bytes.ts';
import { MAX_NESTING } from './json-text.ts';
import { type KeyWatch, keyWatches, type Witness, watchedKey } from './key-watch.ts';

/**
 * Looks over the bytes of a JSON value that begins at `from` and ends before `end`.
 *
 * Answers the index behind the value if it is *clear*: JSON without a fault, no deeper than `MAX_NESTING`, a CloudTrail
 * record (`isRecord`), and no rule can match it. So parsing it would do nothing but count it. Answers `NOT_CLEAR`
 * otherwise and whenever there is doubt. Never throws.
 */
export type Skim = (bytes: Uint8Array, from: number, end: number) => number;

/** What `Skim` answers for a value that must be parsed. */
export const NOT_CLEAR = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** 1 for what ends a run of plain characters in a string: quote, backslash, control characters, all beyond ASCII. */
const ENDS_RUN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === QUOTE || byte === BACKSLASH || byte < 0x20 || byte > 0x7e),
);

/**
 * Makes the skimmer for some rules: one witness each. `undefined` where a rule has none, for then any record may match.
 *
 * Watched keys are looked at wherever they stand, so that no order, repetition or nesting hides one: a decoy costs a
 * parse, never a match. What could be spelt in two ways is doubt: escapes in keys and in watched values, non-ASCII
 * bytes, and watched values that are no texts.
 */
export function recordSkimmer(witnesses: readonly (Witness | undefined)[]): Skim | undefined {
  const known = witnesses.filter((witness) => witness !== undefined);
  if (known.length < witnesses.length) return undefined;
  const watches = keyWatches(known);
  /** For each open bracket, whether it is an object's. */
  const objects = new Uint8Array(MAX_NESTING + 1);

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a hot loop that is faster and clearer in one piece
  return (bytes, from, end) => {
    if (bytes[from] !== OPEN_BRACE) return NOT_CLEAR;
    objects[1] = 1;
    let at = from + 1;
    let depth = 1;
    let inObject = true;
    let isFirst = true;
    let hasSource = false;
    let hasName = false;
    while (at < end) {
      while (isBlank(bytes[at])) at += 1;
      let byte = bytes[at];
      let watch: KeyWatch | undefined;
      const isEmpty = isFirst && byte === (inObject ? CLOSE_BRACE : CLOSE_BRACKET);
      if (inObject && !isEmpty) {
        if (byte !== QUOTE) return NOT_CLEAR;
        const start = at + 1;
        at = start;
        while (at < end && ENDS_RUN[bytes[at] as number] === 0) at += 1;
        if (bytes[at] !== QUOTE) return NOT_CLEAR;
        watch = watchedKey(watches, bytes, start, at);
        at += 1;
        while (isBlank(bytes[at])) at += 1;
        if (bytes[at] !== COLON) return NOT_CLEAR;
        at += 1;
        while (isBlank(bytes[at])) at += 1;
        byte = bytes[at];
      }
      if (byte === QUOTE) {
        const start = at + 1;
        at = start;
        while (at < end && ENDS_RUN[bytes[at] as number] === 0) at += 1;
        if (watch !== undefined) {
          if (bytes[at] !== QUOTE || watch.mayMatch(bytes, start, at)) return NOT_CLEAR;
          if (depth === 1 && watch.marks === 'source') hasSource = true;
          if (depth === 1 && watch.marks === 'name') hasName = true;
        }
        while (at < end && bytes[at] === BACKSLASH) {
          at = pastEscape(bytes, at);
          if (at === -1) return NOT_CLEAR;
          while (at < end && ENDS_RUN[bytes[at] as number] === 0) at += 1;
        }
        if (bytes[at] !== QUOTE) return NOT_CLEAR;
        at += 1;
      } else if (!isEmpty) {
        if (watch !== undefined) return NOT_CLEAR;
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (depth >= MAX_NESTING) return NOT_CLEAR;
          depth += 1;
          inObject = byte === OPEN_BRACE;
          objects[depth] = Number(inObject);
          at += 1;
          isFirst = true;
          continue;
        }
        at = pastScalar(bytes, at);
        if (at === -1) return NOT_CLEAR;
      }
      for (;;) {
        while (isBlank(bytes[at])) at += 1;
        byte = bytes[at];
        at += 1;
        if (byte === COMMA) break;
        if (byte !== (inObject ? CLOSE_BRACE : CLOSE_BRACKET)) return NOT_CLEAR;
        depth -= 1;
        // Bytes behind `end` are not the value's, whatever they look like.
        if (depth === 0) return hasSource && hasName && at <= end ? at : NOT_CLEAR;
        inObject = objects[depth] === 1;
      }
      isFirst = false;
    }
    return NOT_CLEAR;
  };
}
