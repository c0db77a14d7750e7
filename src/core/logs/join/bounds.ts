import { utf8Length } from '../../cut.ts';

/** Most bytes of a line in an entry of several, as JSON. */
const LINE_BYTES = 6_000;
/** Most bytes of an entry that is one line or came whole: 64 KiB. */
const ENTRY_BYTES = 65_536;
const CUT = ' … ';

/** Bytes of a text in JSON, quotes included. */
export const jsonSize = (text: string): number => utf8Length(JSON.stringify(text));

/** A line cut in the middle to what an open entry has room for. */
export const shortened = (text: string): string => cutMiddle(text, LINE_BYTES, jsonSize);

/** A whole entry cut in the middle to 64 KiB. */
export const bounded = (text: string): string => cutMiddle(text, ENTRY_BYTES, utf8Length);

/** Keeps three quarters from the start and a quarter from the end; measures a few times at most. */
function cutMiddle(text: string, most: number, measure: (text: string) => number): string {
  // Six bytes is the most that a character takes, in JSON.
  if (text.length * 6 + 2 <= most) return text;
  let kept = text.length > most ? joinEnds(text, most) : text;
  for (let size = measure(kept); size > most; size = measure(kept))
    kept = joinEnds(
      kept,
      Math.min(kept.length - CUT.length - 1, Math.floor((kept.length * most) / size) - CUT.length),
    );
  return kept;
}

function joinEnds(text: string, length: number): string {
  const head = Math.floor(length * 0.75);
  const tail = Math.max(0, length - head - CUT.length);
  return `${text.slice(0, head)}${CUT}${tail === 0 ? '' : text.slice(-tail)}`;
}
