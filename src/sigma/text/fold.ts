const DOTLESS_I = 'ı';

let lastIn = '';
let lastOut = '';

/**
 * Folds letter case over all of Unicode, one code point to one code point, so that lengths never change.
 *
 * Unlike `toLowerCase` it does not look at neighbours (both Greek sigmas are one letter) and makes ß no ss. Accents stay.
 * The last text is remembered: the items of many rules ask for the same one.
 */
export function fold(text: string): string {
  if (text === lastIn) return lastOut;
  const folded = isAscii(text) ? text.toLowerCase() : foldEach(text);
  lastIn = text;
  lastOut = folded;
  return folded;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function foldEach(text: string): string {
  let folded = '';
  for (const character of text) folded += foldOne(character);
  return folded;
}

/** By way of the capital, which unites letters that have two small forms. Special casing of more than one letter is left out. */
function foldOne(character: string): string {
  if (character === DOTLESS_I) return character;
  const upper = character.toUpperCase();
  const lower = (upper.length === character.length ? upper : character).toLowerCase();
  return lower.length === character.length ? lower : character;
}
