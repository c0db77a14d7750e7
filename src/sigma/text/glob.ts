import type { Pattern, PatternPiece } from '../detection-ast.ts';
import { fold } from './fold.ts';
import { isMany } from './pattern.ts';

const DASHES = '-/–—―';
/** Stands for `?` in a run of code points. */
const ANY = -1;
/** Stands for a dash place of windash. */
const DASH = -2;

type Run = readonly number[];

/**
 * Compiles a pattern with inner wildcards: the runs between the `*` are looked for one after the other, each at its
 * first place. The first run is tied to the start and the last to the end. First places never need to be taken back,
 * since every run has a fixed number of code points.
 */
export function globMatcher(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const plain = pattern.every((piece) => 'text' in piece || piece.wild === 'many');
  return plain ? literalRuns(pattern, cased) : codePointRuns(pattern, cased);
}

function literalRuns(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const texts = pattern.flatMap((piece) => ('text' in piece ? [cased ? piece.text : fold(piece.text)] : []));
  const first = isMany(pattern[0]) ? '' : (texts.shift() ?? '');
  const last = isMany(pattern.at(-1)) ? '' : (texts.pop() ?? '');
  const shortest = texts.reduce((sum, text) => sum + text.length, first.length + last.length);
  return (given) => {
    if (given.length < shortest) return false;
    const text = cased ? given : fold(given);
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const run of texts) {
      const found = text.indexOf(run, from);
      if (found < 0) return false;
      from = found + run.length;
    }
    return from <= text.length - last.length;
  };
}

function codePointRuns(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const runs = splitRuns(pattern, cased);
  const first = runs[0] ?? [];
  const last = runs.at(-1) ?? [];
  const middle = runs.slice(1, -1);
  const shortest = runs.reduce((sum, run) => sum + run.length, 0);
  return (given) => {
    if (given.length < shortest) return false;
    const text = codePoints(cased ? given : fold(given));
    if (text.length < shortest || !runAt(text, 0, first)) return false;
    if (runs.length === 1) return text.length === first.length;
    const end = text.length - last.length;
    return runAt(text, end, last) && allBetween(text, first.length, end, middle);
  };
}

function allBetween(text: Run, start: number, end: number, runs: readonly Run[]): boolean {
  let from = start;
  for (const run of runs) {
    from = afterRun(text, from, end, run);
    if (from < 0) return false;
  }
  return from <= end;
}

function splitRuns(pattern: Pattern, cased: boolean): readonly Run[] {
  const runs: number[][] = [[]];
  for (const piece of pattern) {
    if (isMany(piece)) runs.push([]);
    else runs.at(-1)?.push(...unitsOf(piece, cased));
  }
  return runs;
}

function unitsOf(piece: PatternPiece, cased: boolean): Run {
  if ('text' in piece) return codePoints(cased ? piece.text : fold(piece.text));
  return [piece.wild === 'one' ? ANY : DASH];
}

const codePoints = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);
const dashPoints = new Set(codePoints(DASHES));

function runAt(text: Run, at: number, run: Run): boolean {
  for (let index = 0; index < run.length; index++) {
    const wanted = run[index] ?? ANY;
    const found = text[at + index] ?? ANY;
    if (wanted === DASH ? !dashPoints.has(found) : wanted !== ANY && wanted !== found) return false;
  }
  return true;
}

function afterRun(text: Run, from: number, end: number, run: Run): number {
  for (let at = from; at + run.length <= end; at++) if (runAt(text, at, run)) return at + run.length;
  return -1;
}
