import { type Places, type Program, placesOf } from './bit-program.ts';
import { jumpsInto, stepTable } from './bit-tables.ts';
import { MOST_TABLED_WORDS } from './byte-table.ts';
import { runeClasses } from './rune-classes.ts';

/** Every kind of place between two characters at once: more may follow than in any one of them. */
const ANY_CONTEXT = 63;

/**
 * What a character costs at most, in about as many nanoseconds: look-ups, or the words of bits and the jumps of the worst
 * character.
 *
 * A rough measure, of one core of 2023. A matcher that costs 100 takes a tenth of a second for a megabyte.
 */
export function costOf(program: Program): number {
  const places = placesOf(program);
  if (places.words <= MOST_TABLED_WORDS) return COST_OF_RUNE + COST_OF_LOOK_UP * 4 * places.words ** 2;
  const { jumps } = stepTable(program, places, ANY_CONTEXT);
  const { classOf, allowed } = runeClasses(places);
  for (const rune of samples(places)) classOf(rune);
  const worst = allowed.reduce((most, takes) => Math.max(most, jumpsInto(jumps, takes).length), 0);
  return COST_OF_RUNE + COST_OF_WORD * places.words + COST_OF_JUMP * worst;
}

const COST_OF_RUNE = 20;
const COST_OF_WORD = 1.5;
/** For each word of what follows eight places. */
const COST_OF_LOOK_UP = 1;
/** For each number of a row. */
const COST_OF_JUMP = 0.65;

/** ASCII, and where what any place takes begins: characters of every class are among these. */
function* samples({ instructions }: Places): Generator<number> {
  for (let rune = 0; rune < 128; rune++) yield rune;
  const edges = new Set(instructions.flatMap(({ runes }) => Array.from(runes)));
  for (const rune of edges) yield* [rune, Math.min(rune + 1, LAST_RUNE)];
}

const LAST_RUNE = 0x10ffff;
