/**
 * Writes an expression of the RE2 dialect in the one of the language, where the two differ (reference 5.2): the dot excludes
 * only the line feed, `$` is the very end, classes are ASCII.
 *
 * Good for what the generators write, and no more.
 */
export function expressionOf(source: string, flags: string): RegExp {
  const multiline = flags.includes('m');
  let inClass = false;
  let written = '';
  for (const [piece] of source.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    written += inClass && piece !== ']' ? inside(piece) : outside(piece, multiline, flags.includes('s'));
    inClass = inClass ? piece !== ']' : piece === '[';
  }
  return new RegExp(written, flags.includes('i') ? 'iu' : 'u');
}

const CLASSES: Readonly<Record<string, string>> = {
  '\\d': '0-9',
  '\\w': '0-9A-Za-z_',
  '\\s': '\\t\\n\\f\\r ',
};

const inside = (piece: string): string => CLASSES[piece] ?? piece;

function outside(piece: string, multiline: boolean, dotall: boolean): string {
  if (piece === '.') return dotall ? '[\\s\\S]' : '[^\\n]';
  if (piece === '^') return multiline ? '(?:^|(?<=\\n))' : '^';
  if (piece === '$') return multiline ? '(?:$|(?=\\n))' : '$';
  const known = CLASSES[piece.toLowerCase()];
  if (known === undefined) return piece;
  return piece === piece.toLowerCase() ? `[${known}]` : `[^${known}]`;
}
