import { type Document, visit, type YAMLError } from 'yaml';
import type { Place } from '../problems.ts';
import { longKeys, slipBehind } from './parser-slips.ts';

/** What a parser's error is about, in words for authors of rules. */
export interface ParserError {
  readonly at: Place;
  readonly reason: string;
}

/** What most likely was meant, where the parser's own words do not tell. */
const ADVICE: { readonly [code in YAMLError['code']]?: string } = {
  BAD_DQ_ESCAPE: 'in single quotes a backslash is a backslash',
  BAD_SCALAR_START: 'a text that begins so needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a text that has a colon and a space in it needs quotes',
  MULTILINE_IMPLICIT_KEY: 'an entry of a map is a key, a colon, a space and a value',
  TAB_AS_INDENT: 'indent with spaces',
};

/** Where an offset of the text is. */
type Placed = (offset: number) => Place;

/** Says what keeps a document from being read, once a line: what follows on it comes of the first. */
export function parserErrors(document: Document, source: string, place: Placed): readonly ParserError[] {
  const byLine = new Map<number, ParserError>();
  const starts = document.errors.some(isUnclosed) ? textStarts(document) : new Map<number, number>();
  const long = longKeys(document.errors);
  for (const error of document.errors) {
    if (isTouchingComment(error)) continue;
    const [offset] = error.pos;
    // The parser tells where a text that is not closed ends: nobody would look there.
    const at = place((isUnclosed(error) ? starts.get(offset) : undefined) ?? offset);
    const reason = isUnclosed(error)
      ? unclosedText(offset, source, place)
      : (slipBehind(error, long, source) ?? reasonOf(error));
    if (!byLine.has(at.line)) byLine.set(at.line, { at, reason });
  }
  return [...byLine.values()];
}

/**
 * Says of which comments the parser complains although it reads all that is there: those that touch the text before them,
 * which YAML 1.1 lets pass.
 */
export const touchingComments = ({ errors }: Document, place: Placed): readonly string[] =>
  errors
    .filter(isTouchingComment)
    .map(({ pos: [offset] }) => `yaml, line ${place(offset).line}: a comment needs a space before its #`);

const isTouchingComment = ({ message }: YAMLError): boolean =>
  message.startsWith('Comments must be separated');

/** Whether a quote has no other end than that of the document. */
export const isUnclosed = ({ message }: YAMLError): boolean => message.startsWith('Missing closing');

function reasonOf(error: YAMLError): string {
  const { code, message } = error;
  if (code === 'RESOURCE_EXHAUSTION') return 'nested too deeply to be read';
  const advice = ADVICE[code];
  return advice === undefined ? message : `${message}; ${advice}`;
}

const END_OF_DOCUMENT = /^\s*(?:$|(?:---|\.\.\.)(?!\S))/;

/** A text in quotes ends with its document, or before a line that stands too far left to go on with it. */
function unclosedText(end: number, source: string, place: Placed): string {
  const behind = source.slice(end);
  if (END_OF_DOCUMENT.test(behind)) return 'the quote that opens here is never closed';
  const { line } = place(end + behind.search(/\S/));
  return `the quote that opens here is not closed before line ${line}; lines of a quoted text are indented`;
}

/** Where texts begin, by where they end. */
function textStarts(document: Document): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  visit(document, {
    Scalar: (_key, { range }) => {
      if (range) starts.set(range[1], range[0]);
    },
  });
  return starts;
}
