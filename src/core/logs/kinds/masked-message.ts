import { cutUnits, isSlash, isWordCharacter } from './characters.ts';
import { joinRepeats, maskByContext } from './contexts.ts';
import { hasScheme, isColonHex, isShortHex, isValue } from './variable-words.ts';
import { type Masked, WILD, type WordList, wordList } from './word-list.ts';

/** More of a message is not looked at, UTF-16 units. */
const MAX_MESSAGE = 2_000;
/** More words are not looked at. */
const MAX_WORDS = 80;

const PIECE = /\s+|[^\s=()[\]{}<>,;"'`|]+|./gsu;
const BRACKET_OR_SIGN = /^[=()[\]{}<>,;"'`|]$/;
/** A digit, and a letter beyond ASCII before or behind it. */
const UNSPACED = /^(?=.*\P{ASCII})(?=.*\p{Nd})/su;
const ENDS_VALUE = /^(?:\s+|[,;)\]}>"'([{<])$/;

const isBlank = (piece: string | undefined): boolean => piece !== undefined && piece.trim() === '';
const isQuote = (piece: string | undefined): boolean => piece === '"' || piece === "'" || piece === '`';
const isPlain = (piece: string | undefined): piece is string =>
  piece !== undefined && !isBlank(piece) && !BRACKET_OR_SIGN.test(piece);

/**
 * Splits a message into words and replaces what looks like a value by `<*>`: numbers with their units, hex, ids,
 * addresses, dates, paths, hosts, e-mail addresses, versions, what stands behind `=`, a single word in quotes. Lists of
 * values become one value, whatever their length, and so do groups of words that repeat.
 *
 * Linear in the length of the message, of which the first 2,000 characters and 80 words count.
 */
export function maskMessage(message: string): Masked {
  const text = cutUnits(message, MAX_MESSAGE);
  const pieces = text.match(PIECE) ?? [];
  const list = wordList();
  for (let at = 0; at < pieces.length && list.length < 2 * MAX_WORDS; ) at = readPiece(pieces, at, list);
  const { words, gaps } = list.masked();
  if (words.every((word) => word === WILD)) return maskNames(text);
  maskByContext(words, gaps);
  joinRepeats(words, gaps);
  return { words: words.slice(0, MAX_WORDS), gaps: gaps.slice(0, MAX_WORDS + 1) };
}

/**
 * A message that is all values would be one kind with every other such message. There, a name without digits says
 * what happened: `payment.card.declined` looks like a host, and alone it is none.
 */
function maskNames(text: string): Masked {
  const list = wordList();
  for (const word of text.trim().split(/\s+/, MAX_WORDS)) {
    if (/[\p{Nd}=/\\@]/u.test(word)) list.value();
    else if (word !== '') list.word(word);
    list.gap(' ');
  }
  return list.masked();
}

/** The template as people read it. */
export function templateText({ words, gaps }: Masked): string {
  const parts = words.map((word, at) => `${word}${gaps[at + 1] ?? ''}`);
  return `${gaps[0] ?? ''}${parts.join('')}`.trim();
}

/** Reads what begins at this piece and returns where the next begins. */
function readPiece(pieces: readonly string[], at: number, list: WordList): number {
  const piece = pieces[at] ?? '';
  if (piece === '=') return readEquals(pieces, at, list);
  if (isQuote(piece)) return readQuote(pieces, at, list);
  if (!isPlain(piece)) {
    list.gap(piece);
    return at + 1;
  }
  if (pieces[at + 1] === "'" && isApostrophe(piece, pieces[at + 2])) {
    readText(`${piece}'${pieces[at + 2]}`, list);
    return at + 3;
  }
  readText(piece, list);
  return at + 1;
}

const isApostrophe = (before: string, after: string | undefined): boolean =>
  isPlain(after) && isWordCharacter(before, before.length - 1) && isWordCharacter(after, 0);

/** A single word in quotes is a value, except before a colon: then it is the name of a member, as in JSON. */
function readQuote(pieces: readonly string[], at: number, list: WordList): number {
  const quote = pieces[at] ?? '';
  const inner = pieces[at + 1];
  list.gap(quote);
  if (!isPlain(inner) || pieces[at + 2] !== quote) return at + 1;
  if (pieces[at + 3]?.startsWith(':') && !isValue(inner)) list.word(inner);
  else list.value();
  list.gap(quote);
  return at + 3;
}

/**
 * What stands behind `=` is a value, empty or not: `ruser= rhost=db7` has two. A bracket is looked into, and behind
 * `==`, `!=`, `<=` and the like nothing is assigned.
 */
function readEquals(pieces: readonly string[], at: number, list: WordList): number {
  // `/servers?limit=5`: a part of the value before it
  if (list.endsWithValue()) return pastValue(pieces, at);
  list.gap('=');
  if (/[!:<>+=]$/.test(pieces[at - 1] ?? '') || pieces[at + 1] === '=') return at + 1;
  const from = pieces[at + 1] === '>' ? at + 2 : at + 1;
  const start = isBlank(pieces[from]) ? from + 1 : from;
  const first = pieces[start];
  if (isQuote(first)) return readQuotedValue(pieces, start, list);
  if (first !== undefined && /^[([{<]$/.test(first)) return start;
  list.value();
  const isNextKey = start > from && pieces[start + 1] === '=';
  if (isNextKey) list.gap(' ');
  return isNextKey ? start : pastValue(pieces, start);
}

function readQuotedValue(pieces: readonly string[], at: number, list: WordList): number {
  const end = pieces.indexOf(pieces[at] ?? '', at + 1);
  list.value();
  return end < 0 ? at + 1 : end + 1;
}

function pastValue(pieces: readonly string[], from: number): number {
  let at = from;
  while (at < pieces.length && !ENDS_VALUE.test(pieces[at] ?? '')) at += 1;
  return at;
}

/** A text without blanks, brackets and quotes: signs around it are no part of it. */
function readText(text: string, list: WordList): void {
  let start = 0;
  let end = text.length;
  while (start < end && !isWordCharacter(text, start) && !isPathStart(text, start)) start += 1;
  while (end > start && !isWordCharacter(text, end - 1) && !isSlash(text.charCodeAt(end - 1))) end -= 1;
  list.gap(text.slice(0, start));
  const core = text.slice(start, end);
  if (hasScheme(core)) list.value();
  else if (core !== '') readParts(core.split(/(\.{2,}|:+)/), list);
  list.gap(text.slice(end));
}

const isPathStart = (text: string, at: number): boolean =>
  isSlash(text.charCodeAt(at)) || text[at] === '~' || (text[at] === '.' && isSlash(text.charCodeAt(at + 1)));

/** Parts between colons, or between rows of points as in `enabled......0`; every second is such a sign. */
function readParts(parts: readonly string[], list: WordList): void {
  const isRow = isColonHex(parts);
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 1) list.gap(cutUnits(part, 3));
    else if (part !== '') readPart(part, isRow && isShortHex(part), list);
  }
}

function readPart(part: string, isKnownValue: boolean, list: WordList): void {
  if (UNSPACED.test(part)) readUnspaced(part, list);
  else if (isKnownValue || isValue(part)) list.value();
  else readName(part, list);
}

/** A word; signs behind it are no part of it. */
function readName(part: string, list: WordList): void {
  let end = part.length;
  while (end > 0 && !isWordCharacter(part, end - 1)) end -= 1;
  if (end > 0) list.word(part.slice(0, end));
  list.gap(part.slice(end));
}

/** Scripts that put no blanks between words: only the digits are values. */
function readUnspaced(part: string, list: WordList): void {
  for (const [at, text] of part.split(/([\p{Nd}.,]+)/u).entries()) {
    if (at % 2 === 1) list.value();
    else if (text !== '') list.word(text);
  }
}
