/** Longest message that is kept, in characters. */
export const MAX_MESSAGE = 2_000;

const ESCAPE = String.fromCharCode(0x1b);
const BELL = String.fromCharCode(0x07);
/** Control sequences of ECMA-48 (colours, cursor), and those that name a window or a link. */
const COLOURS = new RegExp(
  `${ESCAPE}\\[[\\d;:?]{0,24}[A-Za-z]|${ESCAPE}\\][^${BELL}${ESCAPE}]{0,400}(?:${BELL}|${ESCAPE}\\\\)`,
  'g',
);
const UNSEEN = /[^ -~\u00A0-\uFFFF]+/g;

/** Takes out what colours or moves a text on a terminal. */
export const withoutColours = (text: string): string =>
  text.includes(ESCAPE) ? text.replace(COLOURS, '') : text;

/** Makes one line of at most 2,000 characters of a text: no control characters, no runs of blanks, no half characters. */
export function cleanMessage(text: string): string {
  const window = text.slice(0, MAX_MESSAGE * 2);
  const clean = window.replace(UNSEEN, ' ').replace(/ {2,}/g, ' ').trim();
  return clean.slice(0, MAX_MESSAGE).replace(/\p{Surrogate}/gu, '\uFFFD');
}
