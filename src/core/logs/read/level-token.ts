import type { LogLevel } from '../log-entry.ts';
import { levelOfBareWord, levelOfWord } from './level-words.ts';

/** What a token of a head says. */
export interface TokenLevel {
  readonly level: LogLevel;
  /** Index in the token behind the level, where more than punctuation follows it: `ERROR:root:text`. */
  readonly end: number;
  readonly logger?: string;
}

const WORD = /^["'*<([-]*([A-Za-z]+\d?)["'*>)\]]*([:,;|!]?)[-:]*$/;
/** Python's `basicConfig` (`ERROR:root:text`). */
const PYTHON = /^([A-Z]{4,8}):([\w.-]{1,80}):/;
/** Monolog and Laravel: `production.ERROR:`. */
const CHANNEL = /^[\w-]{1,40}\.([A-Z]{4,9}):$/;
/** `level=error`, `severity:ERROR`, `lvl=eror`, Heroku's `at=error`. */
const NAMED =
  /^["']?(?:level|lvl|severity|loglevel|log_level|log\.level|at)["']?[=:]["']?([A-Za-z]+)["']?,?$/i;
/** A level glued to more: `ERROR/tag`, `ERROR-`, `ERROR(12)`, `ERR!`. */
const GLUED = /^([A-Z]{3,9})(?=[/(|!-])/;

/** The level that a token is, by its look alone; `follows` and `before` are the texts around it. */
export function levelOfToken(token: string, before: string, follows: string): TokenLevel | undefined {
  if (token.length > 140) return undefined;
  const parts = WORD.exec(token);
  if (parts) return wordLevel(token, parts[1] ?? '', parts[2] ?? '', before, follows);
  return shaped(token);
}

function wordLevel(
  token: string,
  word: string,
  mark: string,
  before: string,
  follows: string,
): TokenLevel | undefined {
  const isDelimited = mark !== '' && mark !== ',';
  const level = isDelimited ? levelOfWord(word) : levelOfBareWord(word);
  if (!level) return undefined;
  const isLoud = word.length > 2 && word === word.toUpperCase();
  const stands = isLoud || isDelimited || standsAlone(before, follows);
  return stands ? { level, end: token.length } : undefined;
}

/** Whether what surrounds a word in small letters makes it a column: `, Info      CBS`, `| error |`, a tab. */
const standsAlone = (before: string, follows: string): boolean =>
  /[\t|]\s*$/.test(before) || /^(?:\t| {2,}| ?\||\s-\s|\s\[)/.test(follows) || /\s-\s$/.test(before);

function shaped(token: string): TokenLevel | undefined {
  const python = PYTHON.exec(token);
  const pythonLevel = python && levelOfWord(python[1] ?? '');
  if (pythonLevel) return { level: pythonLevel, end: python[0].length, logger: python[2] ?? '' };
  const named = NAMED.exec(token) ?? CHANNEL.exec(token);
  const namedLevel = named && levelOfWord(named[1] ?? '');
  if (namedLevel) return { level: namedLevel, end: token.length };
  const glued = GLUED.exec(token);
  const gluedLevel = glued && levelOfBareWord(glued[1] ?? '');
  return gluedLevel ? { level: gluedLevel, end: glued[0].length } : undefined;
}
