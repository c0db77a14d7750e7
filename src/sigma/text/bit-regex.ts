import { askedContext, type Program, placesOf } from './bit-program.ts';
import { advance, hasEnded, type Table, tableFor, type Walk } from './bit-steps.ts';
import { runeClasses } from './rune-classes.ts';

/** What holds between two characters, as re2js numbers it. */
const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

/**
 * Makes a matcher of a compiled expression, found anywhere in a text.
 *
 * All places that the expression may be at are the bits of some words (after Glushkov's construction). Where an automaton
 * of sets may need a new set for every character, here no text makes a character cost more than `costOf` says.
 *
 * `bit-program` numbers the places, `rune-classes` says which of them take a character, `bit-tables` and `byte-table` what
 * follows them, and `bit-steps` goes on by a character.
 */
export function bitRegex(program: Program): (text: string) => boolean {
  const places = placesOf(program);
  const { classOf, allowed } = runeClasses(places);
  const asked = askedContext(program);
  const tables: (Table | undefined)[] = [];
  const tableOf = (before: number, behind: number): Table => {
    const context = contextOf(before, behind) & asked;
    const table = tables[context] ?? tableFor(program, places, context);
    tables[context] = table;
    return table;
  };
  const kindOf = asked === 0 ? (): number => NOTHING : kindOfRune;
  return (text) => {
    const walk: Walk = {
      at: new Int32Array(places.words),
      next: new Int32Array(places.words),
      isAlive: false,
    };
    let before = NOTHING;
    for (let index = 0; index < text.length; index++) {
      const rune = text.codePointAt(index) ?? 0;
      const kind = kindOf(rune);
      const table = tableOf(before, kind);
      if (hasEnded(walk, table)) return true;
      const runeClass = classOf(rune);
      advance(walk, table, runeClass, allowed);
      before = kind;
      if (rune > 0xffff) index++;
    }
    return hasEnded(walk, tableOf(before, NOTHING));
  };
}

/** Kinds of characters that decide what holds beside them. */
const NOTHING = 0;
const LINE_END = 1;
const WORD = 2;
const OTHER = 3;

function kindOfRune(rune: number): number {
  if (rune === 10) return LINE_END;
  const word =
    (rune >= 97 && rune <= 122) || (rune >= 65 && rune <= 90) || (rune >= 48 && rune <= 57) || rune === 95;
  return word ? WORD : OTHER;
}

function contextOf(before: number, behind: number): number {
  let context = (before === WORD) === (behind === WORD) ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
  if (before === NOTHING) context |= BEGIN_TEXT | BEGIN_LINE;
  if (before === LINE_END) context |= BEGIN_LINE;
  if (behind === NOTHING) context |= END_TEXT | END_LINE;
  if (behind === LINE_END) context |= END_LINE;
  return context;
}
