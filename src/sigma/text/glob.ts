import type { Pattern, PatternPiece } from '../detection-ast.ts';
import { fold } from './fold.ts';
import { isMany } from './pattern.ts';
import { pairAt } from './surrogates.ts';
import { DASHES } from './windash.ts';

/** What stands between two `*`: texts, `?` and places for dashes, each of a fixed number of code points. */
type Run = Pattern;

/**
 * Compiles a pattern with inner wildcards: the runs between the `*` are looked for one after the other, each at its
 * first place. The first run is tied to the start and the last to the end. First places never need to be taken back,
 * since every run has a fixed number of code points.
 */
export function globMatcher(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const runs = splitRuns(pattern, cased);
  const first = runs[0] ?? [];
  const last = runs.length > 1 ? runs.at(-1)?.toReversed() : undefined;
  const middle = runs.slice(1, -1).map(runFinder);
  const shortest = runs.flat().reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : 1), 0);
  return (given) => {
    if (given.length < shortest) return false;
    const text = cased ? given : fold(given);
    const start = forward(text, 0, first);
    if (start < 0 || !last) return start === text.length;
    const end = backward(text, text.length, last);
    return end >= start && allBetween(text, start, end, middle);
  };
}

function splitRuns(pattern: Pattern, cased: boolean): readonly Run[] {
  const runs: PatternPiece[][] = [[]];
  for (const piece of pattern) {
    if (isMany(piece)) runs.push([]);
    else runs.at(-1)?.push('text' in piece && !cased ? { text: fold(piece.text) } : piece);
  }
  return runs;
}

/** Looks for a run from a place on; answers the place behind it, or -1. */
type Finder = (text: string, from: number) => number;

function allBetween(text: string, start: number, end: number, finders: readonly Finder[]): boolean {
  let from = start;
  for (const find of finders) {
    from = find(text, from);
    if (from < 0 || from > end) return false;
  }
  return true;
}

/** Goes by the longest text of the run, which the language finds fastest, and looks around each place where it stands. */
function runFinder(run: Run): Finder {
  const texts = run.map((piece) => ('text' in piece ? piece.text : ''));
  const anchor = texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
  if (anchor === '') return (text, from) => everywhere(text, from, run);
  const at = texts.indexOf(anchor);
  const before = run.slice(0, at).toReversed();
  const behind = run.slice(at + 1);
  const others = new Set(texts.filter((text) => text !== '' && text !== anchor));
  return (text, from) => {
    for (const other of others) if (!text.includes(other, from)) return -1;
    for (let found = text.indexOf(anchor, from); found >= 0; found = text.indexOf(anchor, found + 1)) {
      const end = backward(text, found, before) < from ? -1 : forward(text, found + anchor.length, behind);
      if (end >= 0) return end;
    }
    return -1;
  };
}

function everywhere(text: string, from: number, run: Run): number {
  for (let at = from; at <= text.length; at += pairAt(text, at) ? 2 : 1) {
    const end = forward(text, at, run);
    if (end >= 0) return end;
  }
  return -1;
}

/** The place behind pieces that begin at a place, or -1. */
function forward(text: string, from: number, run: Run): number {
  let at = from;
  for (const piece of run) {
    const width = 'text' in piece ? piece.text.length : pairAt(text, at) ? 2 : 1;
    if (!stands(piece, text, at)) return -1;
    at += width;
  }
  return at;
}

/** The place where pieces, given from the last to the first, begin that end at a place; or -1. */
function backward(text: string, end: number, reversed: Run): number {
  let at = end;
  for (const piece of reversed) {
    at -= 'text' in piece ? piece.text.length : pairAt(text, at - 2) ? 2 : 1;
    if (at < 0 || !stands(piece, text, at)) return -1;
  }
  return at;
}

function stands(piece: PatternPiece, text: string, at: number): boolean {
  if ('text' in piece) return text.startsWith(piece.text, at);
  return at < text.length && (piece.wild !== 'dash' || DASHES.includes(text.charAt(at)));
}
