import type { Pattern, PatternPiece } from '../detection-ast.ts';
import { joinPieces } from './pattern.ts';

/** Characters that Windows tools take for the mark of a flag. */
export const DASHES: readonly string[] = ['-', '/', '–', '—', '―'];
const FLAG_MARK = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/gu;

/** Opens every `-` or `/` that begins a flag (no word character before it, one behind it) to all dashes. */
export function openDashes(pattern: Pattern): Pattern {
  return joinPieces(pattern.flatMap((piece) => ('text' in piece ? splitText(piece.text) : [piece])));
}

function splitText(text: string): PatternPiece[] {
  const pieces: PatternPiece[] = [];
  let from = 0;
  for (const { index } of text.matchAll(FLAG_MARK)) {
    pieces.push({ text: text.slice(from, index) }, { wild: 'dash' });
    from = index + 1;
  }
  return [...pieces, { text: text.slice(from) }];
}

/** Counts the open dashes of a pattern. */
export const countDashes = (pattern: Pattern): number =>
  pattern.filter((piece) => 'wild' in piece && piece.wild === 'dash').length;

/** Writes out every combination of dashes: five for each open one. Needed where the text becomes bytes. */
export function closeDashes(pattern: Pattern): readonly Pattern[] {
  const at = pattern.findIndex((piece) => 'wild' in piece && piece.wild === 'dash');
  if (at < 0) return [pattern];
  return DASHES.flatMap((dash) => closeDashes(joinPieces(pattern.with(at, { text: dash }))));
}
