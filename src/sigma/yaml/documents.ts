import { LineCounter, parseAllDocuments } from 'yaml';
import { type Findings, noFindings, type Place, refuse } from '../problems.ts';
import { buildNode } from './build-nodes.ts';
import { isEmpty, type YamlNode } from './nodes.ts';
import { isUnclosed, parserErrors, touchingComments } from './parser-errors.ts';

/** One document of a file. `root` is absent where it could not be read. */
export interface YamlDocument {
  readonly at: Place;
  readonly root: YamlNode | undefined;
  readonly findings: Findings;
}

/**
 * Reads every document of a YAML 1.2 text; empty ones are left out.
 *
 * Never throws: what is wrong is in the findings of the document, and the other documents are still read. The
 * schema is the parser's plainest: scalars get their types in `readPlainScalar`, so that no parser version changes them.
 */
export function readDocuments(text: string): readonly YamlDocument[] {
  const source = withLineFeeds(withoutMarks(text));
  if (source.includes('\0')) return [unreadable('yaml: the text has null characters; save it in UTF-8')];
  try {
    const { parsed, lines } = parseDocuments(source);
    return parsed.flatMap((document) => {
      const read = readDocument(document, source, lines);
      const nothing = read.root === undefined || isEmpty(read.root);
      return nothing && read.findings.problems.length === 0 ? [] : [read];
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return [unreadable('yaml: the text is nested too deeply to be read')];
  }
}

/** Byte order marks may stand before every document (YAML 1.2, chapter 5.2): files that are joined have several. */
const withoutMarks = (text: string): string =>
  text.includes('\ufeff') ? text.replace(/^\ufeff/gm, '') : text;

/** The parser does not know that a carriage return alone ends a line (YAML 1.2, chapter 5.4). No place moves. */
const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;

/** An empty document, with quotes in a comment. */
const LAST_QUOTES = `\n---\n# "'\n`;

/**
 * Parses all documents. A quote that is never closed would take in those behind it: the parser looks where a quoted text
 * ends first, and only then for the `---` that it cannot hold (YAML 1.2, chapter 9.1.2). So it is given one to find.
 */
function parseDocuments(source: string) {
  const first = parseWithPlaces(source);
  const isOpen = first.parsed.some(({ errors }) => errors.some(isUnclosed));
  return isOpen ? parseWithPlaces(source + LAST_QUOTES) : first;
}

function parseWithPlaces(source: string) {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(source, {
    lineCounter: lines,
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return { parsed: [...parsed], lines };
}

type ParsedDocument = ReturnType<typeof parseAllDocuments>[number];

function readDocument(document: ParsedDocument, source: string, lines: LineCounter): YamlDocument {
  const findings = noFindings();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  for (const { at, reason } of parserErrors(document, source, place))
    refuse(findings, 'SIGMA_YAML', at, `yaml, line ${at.line}: ${reason}`);
  findings.notices.push(...touchingComments(document, place));
  const at = place(document.contents?.range?.[0] ?? document.range?.[0] ?? 0);
  if (findings.problems.length > 0) return { at, root: undefined, findings };
  const root = buildNode(document.contents, { findings, place, at, source });
  return { at, root, findings };
}

function unreadable(message: string): YamlDocument {
  const findings = noFindings();
  const at = { line: 1, column: 1 };
  refuse(findings, 'SIGMA_YAML', at, `${message} (line 1)`);
  return { at, root: undefined, findings };
}
