import { type Program, placesOf } from './bit-program.ts';
import { jumpsInto, stepTable } from './bit-tables.ts';
import { MOST_TABLED_WORDS } from './byte-table.ts';
import { runeClasses } from './rune-classes.ts';

/** Every kind of place between two characters at once: more may follow than in any one of them. */
const ANY_CONTEXT = 63;

/**
 * What a character costs at most, in about as many nanoseconds: look-ups, or the words of bits and the jumps of the worst
 * character.
 *
 * A rough measure, of one idle core of 2023: at a cost of 100 a million characters take a tenth of a second. The first
 * long text takes some hundredths more, since tables are made as they are needed.
 */
export function costOf(program: Program): number {
  const places = placesOf(program);
  if (places.words <= MOST_TABLED_WORDS) return COST_OF_RUNE + COST_OF_LOOK_UP * 4 * places.words ** 2;
  const { jumps } = stepTable(program, places, ANY_CONTEXT);
  const { classOf, allowed, edges } = runeClasses(places);
  for (let rune = 0; rune < 128; rune++) classOf(rune);
  for (const rune of edges) classOf(Math.min(rune, LAST_RUNE));
  const worst = allowed.reduce((most, takes) => Math.max(most, jumpsInto(jumps, takes).length), 0);
  return COST_OF_RUNE + COST_OF_WORD * places.words + COST_OF_JUMP * worst;
}

const COST_OF_RUNE = 20;
const COST_OF_WORD = 1.5;
/** For each word of what follows eight places. */
const COST_OF_LOOK_UP = 1;
/** For each number of a row. */
const COST_OF_JUMP = 0.65;

const LAST_RUNE = 0x10ffff;
