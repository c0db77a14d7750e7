import type { LogLevel } from '../log-entry.ts';
import { levelOfBareWord, levelOfLetter, levelOfWord } from './level-words.ts';

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
/** A level glued to more: `ERROR/tag`, `ERROR-`, `ERROR(12)`, `ERR!`; `ERROR-free` is a word. */
const GLUED = /^([A-Z]{3,9})(?=[/(|!]|-(?![a-z]))/;
/** Behind a time or a comma, without a blank: `12:00:00,123:ERROR:text`, `2024-01-01 12:00:00,Error,shop,text`. */
const COLUMN = /^([A-Z][A-Za-z]{2,12})[:,](?=\S)/;
/** `error: 0, warnings: 0` counts. */
const NOTHING = /^\s?(?:0|none|null|nil|false)(?=\s*(?:$|[,;]|\w{1,12}[:=]))/i;

/** The level that a token is, by its look alone; `follows` and `before` are the texts around it. */
export function levelOfToken(token: string, before: string, follows: string): TokenLevel | undefined {
  if (token.length > 140) return undefined;
  const parts = WORD.exec(token);
  if (parts) return wordLevel(token, parts[1] ?? '', parts[2] ?? '', before, follows);
  return shaped(token, before);
}

function wordLevel(
  token: string,
  word: string,
  mark: string,
  before: string,
  follows: string,
): TokenLevel | undefined {
  const isDelimited = mark !== '' && mark !== ',';
  const isColumn = isDelimited || (/\|\s*$/.test(before) && /^ *\|/.test(follows));
  const level = isColumn ? levelOfWord(word) : levelOfBareWord(word);
  if (!level || (mark === ':' && NOTHING.test(follows))) return undefined;
  // A word in quotes is talked about, but for a field of a list.
  if (/^["']/.test(token) && mark !== ',') return undefined;
  const isLoud = word.length > 2 && word === word.toUpperCase();
  const stands = isLoud || isDelimited || STANDS_ALONE.test(follows);
  return stands ? { level, end: token.length } : undefined;
}

/** What follows a word in small letters that is a column: `, Info      CBS`, `| error |`, a tab. */
const STANDS_ALONE = /^(?:\t| {2,}| ?\||\s-\s|\s\[)/;

/** Levels that begin no sentence, and those that begin one in small letters only where the next word does not. */
const CALM_START = /^(?:info|debug|trace|warn)$/;
/** `12:00:00 E text`, Telegraf's `E! text`; `I` alone is a word. */
const LETTER = /^(?:[EWDF]|[EWDFI]!)$/;
const ERROR_START = /^(?:error|fatal|critical|emerg|panic)$/;

/**
 * A level in small letters straight behind a time, one blank around it: `2024-01-01 12:00:00 error Could not start`. No
 * sentence begins with `info`; one that begins with `error` goes on in small letters (`error handling is on`).
 */
export function levelBehindTime(token: string, follows: string): LogLevel | undefined {
  const isLevel =
    (CALM_START.test(token) && /^ \S/.test(follows)) ||
    (ERROR_START.test(token) && /^ [A-Z"'[({<]/.test(follows));
  if (isLevel) return levelOfWord(token);
  return LETTER.test(token) && /^ \S/.test(follows) ? levelOfLetter(token.charAt(0)) : undefined;
}

function shaped(token: string, before: string): TokenLevel | undefined {
  const python = PYTHON.exec(token);
  const pythonLevel = python && levelOfWord(python[1] ?? '');
  if (pythonLevel) return { level: pythonLevel, end: python[0].length, logger: python[2] ?? '' };
  const named = NAMED.exec(token) ?? CHANNEL.exec(token);
  const namedLevel = named && levelOfWord(named[1] ?? '');
  if (namedLevel) return { level: namedLevel, end: token.length };
  const glued = GLUED.exec(token) ?? (/[\d\]][:,]$|,$/.test(before) ? COLUMN.exec(token) : null);
  const gluedLevel = glued && levelOfBareWord(glued[1] ?? '');
  return gluedLevel ? { level: gluedLevel, end: glued[0].length } : undefined;
}
