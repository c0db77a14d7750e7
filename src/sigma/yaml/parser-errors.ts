import { type Document, visit, type YAMLError } from 'yaml';
import type { Place } from '../problems.ts';

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

/** Says what keeps a document from being read, once a line: what follows on it comes of the first. */
export function parserErrors(document: Document, place: (offset: number) => Place): readonly ParserError[] {
  const byLine = new Map<number, ParserError>();
  const starts = document.errors.some(isUnclosed) ? textStarts(document) : new Map<number, number>();
  for (const error of document.errors) {
    const [offset] = error.pos;
    // The parser tells where a text that is not closed ends: nobody would look there.
    const at = place((isUnclosed(error) ? starts.get(offset) : undefined) ?? offset);
    if (!byLine.has(at.line)) byLine.set(at.line, { at, reason: reasonOf(error) });
  }
  return [...byLine.values()];
}

/** Whether a quote has no other end than that of the document. */
export const isUnclosed = ({ message }: YAMLError): boolean => message.startsWith('Missing closing');

function reasonOf(error: YAMLError): string {
  const { code, message } = error;
  if (code === 'RESOURCE_EXHAUSTION') return 'nested too deeply to be read';
  if (isUnclosed(error)) return 'the quote that opens here is never closed';
  const advice = ADVICE[code];
  return advice === undefined ? message : `${message}; ${advice}`;
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
