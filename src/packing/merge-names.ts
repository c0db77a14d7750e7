import { type Clause, rulesOf } from './clauses.ts';
import type { LogsCondition } from './logs-conditions.ts';
import { mayOnlyRead } from './push-down.ts';

const NAME = /^="?([A-Za-z0-9]+)(\*?)"?$/;
/** The words of a name: `Describe`, `DB`, `Instances`. */
const WORD = /[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[^A-Z]+/g;

type NameClause = Clause<LogsCondition>;

/** Clauses with one beginning in place of several names. */
export interface Merged {
  readonly clauses: readonly NameClause[];
  readonly start: string;
}

/**
 * Puts one beginning in place of the names without context that have it: the one that saves most characters for what it
 * costs in other events. `undefined` where none saves any; those in `except` are not taken.
 */
export function mergeOnce(clauses: readonly NameClause[], except: ReadonlySet<string>): Merged | undefined {
  const names = new Map(clauses.flatMap(entryOf));
  const counts = new Map<string, number>();
  const whole = new Set([...names.values()].flatMap(wordBeginnings));
  for (const name of names.values()) {
    for (const start of beginningsOf(name)) {
      counts.set(start, (counts.get(start) ?? 0) + name.length + OVERHEAD);
    }
  }
  let best: { readonly start: string; readonly worth: number } | undefined;
  for (const [start, characters] of counts) {
    const saved = characters - start.length - OVERHEAD - WITH_STAR;
    const worth = saved / (priceOf(start) * (whole.has(start) ? 1 : PRICE_OF_PARTS));
    if (saved > 0 && !except.has(start) && worth > (best?.worth ?? 0)) best = { start, worth };
  }
  return best && { clauses: replaced(clauses, names, best.start), start: best.start };
}

/** `$.eventName=` and `||` around a name; two quotes and a star for a beginning. */
const OVERHEAD = 14;
const WITH_STAR = 3;

function replaced(
  clauses: readonly NameClause[],
  names: ReadonlyMap<NameClause, string>,
  start: string,
): readonly NameClause[] {
  const isUnder = (clause: NameClause): boolean => names.get(clause)?.startsWith(start) ?? false;
  const under = clauses.filter(isUnder);
  const merged: NameClause = {
    name: { field: 'eventName', test: `="${start}*"` },
    context: [],
    rules: rulesOf(under.flatMap(({ rules }) => rules)),
  };
  return [...clauses.filter((clause) => !isUnder(clause)), merged];
}

/** The name of a clause without context, or its beginning with the star left out. */
function beginningOf({ name, context }: NameClause): string | undefined {
  if (context.length > 0 || name === undefined || !('test' in name)) return undefined;
  return NAME.exec(name.test)?.[1];
}

const entryOf = (clause: NameClause): readonly (readonly [NameClause, string])[] => {
  const name = beginningOf(clause);
  return name === undefined ? [] : [[clause, name]];
};

/** The beginnings of a name by words, and of its first word: `De`, `Del`, …, `DeleteAccess`, `DeleteAccessKey`. */
function beginningsOf(name: string): readonly string[] {
  const words = wordBeginnings(name);
  const verb = words[0] ?? '';
  const within = Array.from({ length: Math.max(0, verb.length - 2) }, (_, index) => verb.slice(0, index + 2));
  return [...within, ...words];
}

function wordBeginnings(name: string): readonly string[] {
  const words = name.match(WORD) ?? [];
  return words.map((_, index) => words.slice(0, index + 1).join(''));
}

/** Words are made use of before parts of them, and parts before whole verbs that read. */
const PRICE_OF_PARTS = 40;

/** A guess at how many other events a beginning lets through: reads are many, and every further word tells apart. */
export const priceOf = (start: string): number =>
  weightOf(start) / 5 ** Math.min((start.match(WORD)?.length ?? 1) - 1, 3);

/** A part of a verb is the beginning of others, too. */
function weightOf(start: string): number {
  const mayBegin = (verb: string): boolean => start.startsWith(verb) || verb.startsWith(start);
  if (MOST_READS.some(mayBegin)) return 2_000;
  if (MANY_READS.some(mayBegin)) return 800;
  return mayOnlyRead(start) ? 10 : 1;
}

/** Verbs of the calls that programs make all the time. */
const MOST_READS = ['Assume', 'Decrypt', 'Generate', 'Get'];
const MANY_READS = 'Batch Check Describe Head Invoke List Lookup Query Receive Scan Select'.split(' ');
