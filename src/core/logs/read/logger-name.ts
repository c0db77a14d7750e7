/** A logger's name in a head: what it is, and where what follows it begins. */
export interface FoundLogger {
  readonly name: string;
  readonly end: number;
}

const NAME =
  /[A-Za-z_][\w.$@#/-]{0,119}(?:::[\w.$]{1,60}){0,6}(?:\[[^\]\s]{0,40}\])?(?::[\w<>]{1,60}(?=:\d))?(?::\d{1,6})?/y;
const STRUCTURED = /[.$#/_\]]|::|[a-z][A-Z]|:\d/;
const EXCEPTION = /(?:Error|Exception|Failure|Fault|Throwable)$/;
/** A file's name is a logger's in Go, C and Python; a host's name is none. */
const DOTTED = /[\w$]\.[\w$]/;

/** What may stand behind a name, and which names are taken then. */
const BEHIND: readonly { readonly mark: RegExp; readonly takes: (name: string) => boolean }[] = [
  { mark: /:?\s-\s+/y, takes: () => true },
  { mark: /\s*\|\s*/y, takes: () => true },
  { mark: /\s?:\s+/y, takes: (name) => STRUCTURED.test(name) },
  { mark: /\t+| {3,}/y, takes: () => true },
  { mark: /\]\s+/y, takes: (name) => /:\d+$/.test(name) },
  { mark: /\s+(?=\[)/y, takes: (name) => DOTTED.test(name) },
  { mark: /\s+/y, takes: (name) => /^[\w/.-]+\.(?:go|py|c|cc|cpp|rs|js|ts|rb|java|kt|cs):\d+$/.test(name) },
];

/**
 * Finds a logger's name at `from`; an exception's type is not taken for one. `isLate`: a name and a dash stand before
 * it, so that a plain word is the message's own (`[main] - FOLLOWING - election took 5`).
 */
export function loggerAt(text: string, from: number, isLate = false): FoundLogger | undefined {
  NAME.lastIndex = from;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || EXCEPTION.test(name) || (isLate && !STRUCTURED.test(name))) return undefined;
  for (const { mark, takes } of BEHIND) {
    mark.lastIndex = from + name.length;
    const found = mark.exec(text);
    if (found && takes(name)) return { name, end: from + name.length + found[0].length };
  }
  return undefined;
}
