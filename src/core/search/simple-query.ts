import { fail, ok, type Result } from '../result.ts';
import { type SearchField, searchField } from './fields.ts';
import { wordsOf } from './words.ts';

/** One condition of a simple query; all must hold. */
export interface Clause {
  readonly isNot: boolean;
  /** Absent: any field that words are looked for in. */
  readonly field?: SearchField;
  readonly kind: 'word' | 'phrase' | 'prefix';
  /** Without quotes, escapes and the star. */
  readonly text: string;
}

/** Longest query that is read. */
const MAX_QUERY = 4_096;
const MAX_CLAUSES = 64;

/**
 * Reads the part of the Lucene query syntax that works without a search server: words (all must be there), `"phrases"`,
 * `begin*`, `field:value` with each of these, and `-` before any. `*` alone means everything.
 *
 * Fails with one reason for each thing that only a server can do, by its name; never takes it for something else.
 */
export function parseSimpleQuery(query: string): Result<readonly Clause[], readonly string[]> {
  if (query.length > MAX_QUERY) return fail([`longer than ${MAX_QUERY} characters`]);
  const clauses: Clause[] = [];
  const problems = new Set<string>();
  let rest = query.trim();
  while (rest !== '') {
    const piece = nextPiece(rest);
    rest = rest.slice(piece.length).trimStart();
    if (piece === '*' || piece === 'AND' || piece === '&&') continue;
    const read = readPiece(piece);
    if (read.ok) clauses.push(read.value);
    else problems.add(read.error);
    if (clauses.length > MAX_CLAUSES) return fail([`more than ${MAX_CLAUSES} conditions`]);
  }
  return problems.size > 0 ? fail([...problems]) : ok(clauses);
}

/** Up to the next blank that is not quoted or escaped. */
function nextPiece(text: string): string {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(character)) return text.slice(0, at);
  }
  return text;
}

const OPERATORS: Readonly<Record<string, string>> = {
  OR: 'OR',
  '||': 'OR (||)',
  NOT: 'NOT (write -word)',
  '!': 'NOT (write -word)',
};
const FIELD = /^([\w@][\w.@-]*):/;
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;

function readPiece(piece: string): Result<Clause, string> {
  if (Object.hasOwn(OPERATORS, piece)) return fail(OPERATORS[piece] ?? piece);
  const isNot = piece.startsWith('-');
  const body = isNot || piece.startsWith('+') ? piece.slice(1) : piece;
  if (body.startsWith('!')) return fail('NOT (write -word)');
  if (/^[-+]/.test(body)) return fail(`"${piece}", which begins with two signs (put "…" around it)`);
  const name = FIELD.exec(body)?.[1];
  const value = name === undefined ? body : body.slice(name.length + 1);
  const read = readValue(value);
  if (!read.ok) return read;
  if (name === undefined)
    return wordsOf(read.value.text).length === 0
      ? fail(`"${piece}", which holds no word`)
      : checked({ isNot, ...read.value });
  const field = searchField(name);
  if (!field) return fail(`the field ${name}, which no document has (put "…" around a text with a colon)`);
  return checked({ isNot, field, ...read.value });
}

function readValue(value: string): Result<Pick<Clause, 'kind' | 'text'>, string> {
  if (value === '') return fail('an empty value');
  const quoted = QUOTED.exec(value)?.[1];
  if (quoted !== undefined) return ok({ kind: 'phrase', text: unescaped(quoted) });
  const operator = operatorIn(value);
  if (operator !== undefined) return fail(operator);
  if (value === '*') return fail('"field:*" (has any value)');
  const isPrefix = value.replace(/\\./gs, '').endsWith('*');
  return ok({ kind: isPrefix ? 'prefix' : 'word', text: unescaped(isPrefix ? value.slice(0, -1) : value) });
}

const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^[<>]/, 'a comparison (< >)'],
  [/[[\]{}]/, 'a range ([… TO …])'],
  [/[()]/, 'grouping with parentheses'],
  [/\//, 'a regular expression (/…/; put "…" around a text with a slash)'],
  [/~/, 'similarity (~)'],
  [/\^/, 'weight (^)'],
  [/\?/, 'the wildcard ?'],
  [/\*(?!$)/, 'a * that is not at the end'],
  [/"/, 'a quote inside a word, or one that is not closed'],
  [/:/, 'a second colon (put "…" around a text with a colon)'],
  [/\|\|/, 'OR (||)'],
  [/&&/, '&& without blanks'],
];

/** The operator in a bare word, by its name. */
function operatorIn(value: string): string | undefined {
  const bare = value.replace(/\\./gs, '');
  return UNSUPPORTED.find(([form]) => form.test(bare))?.[1];
}

const unescaped = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** What a field's type can't do here. */
function checked(clause: Clause): Result<Clause, string> {
  const { field, kind, text } = clause;
  const type = field?.type ?? 'text';
  if (type === 'date') return fail(`a time as a condition (${field?.name}; use --since and --until)`);
  if (type === 'ip' && text.includes('/')) return fail(`a network of addresses (${field?.name})`);
  if (type === 'long' && !/^-?\d+$/.test(text)) return fail(`no number in the field ${field?.name}`);
  if (kind === 'prefix' && type !== 'keyword' && type !== 'text')
    return fail(`* in the field ${field?.name}`);
  if (kind === 'prefix' && type === 'text' && wordsOf(text).length !== 1)
    return fail(`* after more than one word`);
  if (type === 'text' && wordsOf(text).length === 0) return fail(`"${text}", which holds no word`);
  return ok(clause);
}
