import { headOf } from '#core/alert-limits';

/** Longest text of one place, in UTF-16 units: a page must stay a page. */
const MAX_TEXT = 300;

/** Cuts a text to 300 units, without halving a character, and shows that it was cut. */
export const clip = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${headOf(text, MAX_TEXT)}\u2026`;
