import type { Pattern } from '#sigma/detection-ast';
import { isMany } from '#sigma/text/pattern';

/** Longest piece of a text that is looked for: each letter costs four characters of a filter that has 1,024. */
const LONGEST = 6;
/** A shorter piece would let nearly everything through. */
const SHORTEST = 3;

/**
 * Writes an expression of CloudWatch Logs that finds a piece of what a pattern stands for, whatever the letter case.
 * `undefined` where there is no such piece.
 *
 * The expressions know letters, digits, some signs and classes, no groups and no flags (CloudWatch Logs User Guide,
 * "Supported regular expressions"). Two letters have a third form beyond ASCII that Sigma takes for the same (K and
 * the Kelvin sign, s and the long s), so in their places everything may stand but the other small letters.
 */
export function regexBranch(pattern: Pattern, cased: boolean): string | undefined {
  const texts = pattern.map((piece) => ('text' in piece ? piece.text : ''));
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest.length < SHORTEST || /[^\x20-\x7e]/.test(longest)) return undefined;
  const piece = longest.slice(-LONGEST);
  const at = texts.indexOf(longest);
  const begins = at === 0 && piece === longest && !isMany(pattern[0]);
  const ends = at === pattern.length - 1;
  const last = piece.length - 1;
  const written = [...piece].map((letter, index) =>
    ofLetter(letter, cased, (index === 0 && !begins) || (index === last && !ends)),
  );
  return `${begins ? '^' : ''}${written.join('')}${ends ? '$' : ''}`;
}

function ofLetter(letter: string, cased: boolean, isEdge: boolean): string {
  if (/[A-Za-z]/.test(letter) && !cased) {
    const wide = THREE_FORMS[letter.toLowerCase()];
    // A form of its own may count as up to three characters, of which one is enough at the edge.
    if (wide !== undefined) return isEdge ? wide : `${wide}{1,3}`;
    return `[${letter.toUpperCase()}${letter.toLowerCase()}]`;
  }
  if (letter === '.') return '\\.';
  return /[A-Za-z0-9:_#=@/;,-]/.test(letter) ? letter : '.';
}

const THREE_FORMS: Readonly<Record<string, string>> = { k: '[^a-jl-z]', s: '[^a-rt-z]' };
