import type { YAMLError } from 'yaml';

/** Where texts begin that go on over several lines in the place of a key, by the errors of a document. */
export const longKeys = (errors: readonly YAMLError[]): ReadonlySet<number> =>
  new Set(errors.flatMap(({ code, pos: [from] }) => (code === 'MULTILINE_IMPLICIT_KEY' ? [from] : [])));

/** Says which slip of a writer most likely made the parser stumble, where its own words would lead elsewhere. */
export function slipBehind(
  error: YAMLError,
  long: ReturnType<typeof longKeys>,
  source: string,
): string | undefined {
  return quoteSlip(error, source) ?? (long.has(error.pos[0]) ? indentSlip(error, source) : undefined);
}

/** A quote within quotes ends the text, and something goes on right behind it. */
function quoteSlip({ code, pos: [offset] }: YAMLError, source: string): string | undefined {
  const isBehindQuote = code === 'UNEXPECTED_TOKEN' || code === 'MISSING_CHAR';
  if (!isBehindQuote || !/^[\p{L}\p{N}]/u.test(source.slice(offset, offset + 2))) return undefined;
  const quote = source[offset - 1];
  if (quote === "'") {
    return "the text in single quotes ends at the quote before this; within them a quote is written twice, as in 'Don''t', or the text is put into double quotes";
  }
  if (quote !== '"') return undefined;
  return 'the text in double quotes ends at the quote before this; within them a quote is written \\", or the text is put into single quotes';
}

/** An entry that is indented further than the one before it goes on with that one's value: `a: 1`, and below it ` b: 2`. */
function indentSlip({ pos: [offset] }: YAMLError, source: string): string | undefined {
  const end = source.indexOf('\n', offset);
  if (end < 0) return undefined;
  const line = source.slice(source.lastIndexOf('\n', offset - 1) + 1, end);
  const [, indent = '', next = ''] = /^( *)(\S?.*)/.exec(source.slice(end + 1)) ?? [];
  const isEntry = /^[^#\s][^\n]*:(?:\s|$)/.test(next);
  if (!isEntry || indent.length <= indentOf(line)) return undefined;
  return 'the line below is indented further than this one, which has a value already; entries of one map begin in the same column';
}

/** A dash counts: the entry of a list begins behind it. */
const indentOf = (line: string): number => /^(?: |- )*/.exec(line)?.[0].length ?? 0;
