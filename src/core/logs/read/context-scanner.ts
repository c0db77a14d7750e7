import type { EpochMs } from '../../time.ts';
import { groupAt } from './groups.ts';
import { loggerAt } from './logger-name.ts';
import { timeAt } from './timestamps.ts';

/** What stands between the level (or the time) and the message. */
export interface Context {
  /** Index of the message. */
  readonly message: number;
  /** Threads, processes, request ids and loggers, in their order. */
  readonly names: readonly string[];
  readonly logger?: string;
  readonly at?: EpochMs;
}

const MOST_FIELDS = 8;
/** One separator with its blanks; what is indented deeper belongs to the message. */
const SEPARATOR = /[ \t]*(?:[|:;,>)\]⋮]|-{1,3}(?=\s|$))[ \t]?|[ \t]+/y;
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?=\s)/iy;
/** A process id, where a rule of dashes follows (Spring Boot) or a pipe or tab. */
const NUMBER = /\d{1,10}(?=\s+---\s|\s*\||\t)/y;
/** Spans of tracing: `request{id=5}:query{table="x"}: `. */
const SPANS = /(?:[\w-]{1,60}\{[^{}]{0,300}\}:){1,5}(?=\s)/y;
/** Tomcat's own loggers, as Spring Boot shows them: `o.a.c.c.C.[.[.[/].[servlet]    : `. */
const BRACKETED_LOGGER = /[A-Za-z][\w.$]{0,80}\.\[\S{1,120}(?=\s{1,40}:\s)/y;
const CALM_GROUP = /^[\w.:/#$@%+ ,=>*-]*$/;

/** Passes over thread, process, request id, logger and a second time. */
export function skipContext(text: string, from: number): Context {
  const names: string[] = [];
  let logger: string | undefined;
  let at: EpochMs | undefined;
  let pos = from;
  for (let count = 0; count < MOST_FIELDS; count += 1) {
    const here = pastBlanks(text, pos);
    const time = timeAt(text, here);
    const end = time?.end ?? groupEnd(text, here, names.length > 0) ?? plainEnd(text, here);
    if (end === undefined) {
      const isLate = names.length > 0 && /\s-\s+$/.test(text.slice(Math.max(0, here - 6), here));
      const found = logger === undefined ? loggerAt(text, here, isLate) : undefined;
      if (!found) break;
      logger = found.name;
      names.push(found.name);
      pos = found.end;
      continue;
    }
    at ??= time?.at;
    if (!time) names.push(text.slice(here, end));
    pos = end;
  }
  return {
    message: pastSeparators(text, pos),
    names,
    ...(logger !== undefined && { logger }),
    ...(at !== undefined && { at }),
  };
}

function pastBlanks(text: string, from: number): number {
  return pastSeparators(text, pastSeparators(text, from));
}

/** Behind separators: all of them, and the blanks before each. */
function pastSeparators(text: string, from: number): number {
  let pos = from;
  for (let count = 0; count < 4; count += 1) {
    SEPARATOR.lastIndex = pos;
    const found = SEPARATOR.exec(text);
    if (!found) break;
    pos += found[0].length;
  }
  return pos;
}

/** Fields that are told by their own look. */
function plainEnd(text: string, from: number): number | undefined {
  for (const pattern of [UUID, NUMBER, SPANS, BRACKETED_LOGGER]) {
    const end = sticky(pattern, text, from);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** A group is context if it looks like names and something follows it. */
function groupEnd(text: string, from: number, isLate: boolean): number | undefined {
  const opener = text.charAt(from);
  if (opener !== '[' && opener !== '(' && opener !== '<') return undefined;
  const group = groupAt(text, from);
  if (!group || text.slice(group.end).trim() === '') return undefined;
  if (opener === '[') return group.end;
  if (!CALM_GROUP.test(group.content)) return undefined;
  const next = text.charAt(group.end);
  // `(12): ` as pino-pretty writes it; `[logger] (Boot Thread) ` as JBoss does.
  if (opener === '(' && next === ':') return group.end;
  const isNames = !group.content.includes(' ') || (opener === '(' && isLate && text.charAt(from - 2) === ']');
  return isNames && /\s/.test(next) ? group.end : undefined;
}

function sticky(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found ? from + found[0].length : undefined;
}
