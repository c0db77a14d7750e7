/** What stands at one place of a pattern: a code point, `*`, `?`, or a dash of windash. */
export type Token = { readonly char: string } | '*' | '?' | 'dash';

const DASHES = ['-', '/', '–', '—', '―'];

/** Reads wildcards and escapes (reference 4.3). */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const left = Array.from(text);
  while (left.length > 0) {
    const char = left.shift() ?? '';
    if (char === '*' || char === '?') tokens.push(char);
    else if (char === '\\' && ['*', '?', '\\'].includes(left[0] ?? ''))
      tokens.push({ char: left.shift() ?? '' });
    else tokens.push({ char });
  }
  return tokens;
}

/** Takes every character as itself. */
export const literalTokens = (text: string): readonly Token[] => Array.from(text, (char) => ({ char }));

const isWord = (token: Token | undefined): boolean =>
  typeof token === 'object' && /[\p{L}\p{N}_]/u.test(token.char);

/** Modifier windash: dashes and slashes that begin a flag stand for each other. */
export const withDashes = (tokens: readonly Token[]): readonly Token[] =>
  tokens.map((token, place) => {
    const isMark = typeof token === 'object' && (token.char === '-' || token.char === '/');
    return isMark && !isWord(tokens[place - 1]) && isWord(tokens[place + 1]) ? 'dash' : token;
  });

/** Every text that a pattern without wildcards stands for; `undefined` for one with any. */
export function textsFor(tokens: readonly Token[]): readonly string[] | undefined {
  if (tokens.includes('*') || tokens.includes('?')) return undefined;
  return tokens.reduce<readonly string[]>(
    (texts, token) => {
      const ways = typeof token === 'object' ? [token.char] : DASHES;
      return texts.flatMap((text) => ways.map((way) => text + way));
    },
    [''],
  );
}

const sameCharacters = new Map<string, boolean>();

/** Equal when case does not count: as the language's own regular expressions see it (simple case folding). */
function isSame(a: string, b: string): boolean {
  const known = sameCharacters.get(a + b);
  if (known !== undefined) return known;
  const same = new RegExp(`^\\u{${a.codePointAt(0)?.toString(16)}}$`, 'iu').test(b);
  sameCharacters.set(a + b, same);
  return same;
}

/** Whether a text is what a pattern asks for, as a whole: every way of sharing the text out is tried. */
export function fits(tokens: readonly Token[], text: string, cased: boolean): boolean {
  const chars = Array.from(text);
  const fitsAt = (place: number, at: number): boolean => {
    const token = tokens[place];
    if (token === undefined) return at === chars.length;
    if (token === '*') return fitsAt(place + 1, at) || (at < chars.length && fitsAt(place, at + 1));
    const char = chars[at];
    if (char === undefined) return false;
    return isMet(token, char, cased) && fitsAt(place + 1, at + 1);
  };
  return fitsAt(0, 0);
}

function isMet(token: Exclude<Token, '*'>, char: string, cased: boolean): boolean {
  if (token === '?') return true;
  if (token === 'dash') return DASHES.includes(char);
  return token.char === char || (!cased && isSame(token.char, char));
}
