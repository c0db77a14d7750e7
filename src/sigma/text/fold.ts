import { pairAt } from './surrogates.ts';

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

/** What each UTF-16 unit folds to, filled as units are met; 0 is not known yet. Made with the first text that needs it. */
let units: Uint16Array | undefined;
const pairs = new Map<string, string>();
/** Units that one call of `String.fromCharCode` takes without filling the stack. */
const CHUNK = 8192;

/** A text of a megabyte takes milliseconds: units are looked up, and only those outside the basic plane are texts. */
function foldEach(text: string): string {
  units ??= new Uint16Array(0x10000);
  const chunk = new Uint16Array(Math.min(CHUNK, text.length));
  let folded = '';
  let used = 0;
  const write = (unit: number): void => {
    if (used === chunk.length) {
      folded += String.fromCharCode.apply(undefined, chunk as unknown as number[]);
      used = 0;
    }
    chunk[used++] = unit;
  };
  for (let at = 0; at < text.length; at++) {
    if (pairAt(text, at)) {
      const pair = foldPair(text.slice(at, at + 2));
      write(pair.charCodeAt(0));
      write(pair.charCodeAt(1));
      at++;
    } else {
      const unit = text.charCodeAt(at);
      write(units[unit] || foldUnit(unit, units));
    }
  }
  return folded + String.fromCharCode.apply(undefined, chunk.subarray(0, used) as unknown as number[]);
}

function foldUnit(unit: number, into: Uint16Array): number {
  const folded = foldOne(String.fromCharCode(unit)).charCodeAt(0);
  into[unit] = folded;
  return folded;
}

/** Scripts outside the basic plane that have case, have few letters; what else is met there is not worth remembering. */
const MOST_PAIRS = 4096;

function foldPair(pair: string): string {
  const known = pairs.get(pair);
  if (known !== undefined) return known;
  const folded = foldOne(pair);
  if (pairs.size < MOST_PAIRS) pairs.set(pair, folded);
  return folded;
}

/** By way of the capital, which unites letters that have two small forms. Special casing of more than one letter is left out. */
function foldOne(character: string): string {
  if (character === DOTLESS_I) return character;
  const upper = character.toUpperCase();
  const lower = (upper.length === character.length ? upper : character).toLowerCase();
  return lower.length === character.length ? lower : character;
}
