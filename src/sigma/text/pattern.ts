import type { Pattern, PatternPiece, TextPosition } from '../detection-ast.ts';

const MANY: PatternPiece = { wild: 'many' };
const ONE: PatternPiece = { wild: 'one' };

/**
 * Reads a Sigma text: `*` and `?` are wildcards, a backslash before them or before a backslash makes it literal, and
 * before anything else stands for itself (reference 4.3).
 */
export function parsePattern(text: string): Pattern {
  const pieces: PatternPiece[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    const next = text.charAt(at + 1);
    if (unit === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      at++;
    } else if (unit === '*' || unit === '?') {
      pieces.push({ text: literal }, unit === '*' ? MANY : ONE);
      literal = '';
    } else {
      literal += unit;
    }
  }
  return joinPieces([...pieces, { text: literal }]);
}

/** Writes a pattern so that `parsePattern` reads it back. A dash place is written as a minus sign. */
export function printPattern(pattern: Pattern): string {
  return pattern
    .map((piece) => ('text' in piece ? piece.text.replace(/[\\*?]/g, '\\$&') : WRITTEN[piece.wild]))
    .join('');
}

const WRITTEN = { many: '*', one: '?', dash: '-' } as const;

/** Joins neighbouring texts, drops empty ones, and makes one of several `many` in a row. */
export function joinPieces(pieces: Pattern): Pattern {
  const joined: PatternPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if ('text' in piece) {
      if (last && 'text' in last) joined[joined.length - 1] = { text: last.text + piece.text };
      else if (piece.text !== '') joined.push(piece);
    } else if (!(piece.wild === 'many' && isMany(last))) {
      joined.push(piece);
    }
  }
  return joined;
}

/** Opens a pattern at one or both ends, as contains, startswith and endswith ask. */
export function openPattern(pattern: Pattern, position: TextPosition): Pattern {
  const before = position === 'contains' || position === 'endswith' ? [MANY] : [];
  const behind = position === 'contains' || position === 'startswith' ? [MANY] : [];
  return joinPieces([...before, ...pattern, ...behind]);
}

/** Whether a piece is `*`. */
export const isMany = (piece: PatternPiece | undefined): boolean =>
  piece !== undefined && 'wild' in piece && piece.wild === 'many';

/** The text of a pattern without wildcards; `undefined` when it has any. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const only = pattern[0];
  return pattern.length === 1 && only && 'text' in only ? only.text : undefined;
}
