import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { fail, ok, type Result } from '#core/result';
import type { Suppression } from '#ports/suppression';
import { didYouMean } from '#sigma/suggest';
import { foundOf, readEntry } from './suppression-entry.ts';

type Document = ReturnType<typeof parseDocument>;
/** `file:line` of a node, or of the beginning. */
type At = (node: unknown) => string;

/**
 * Reads an allow-list (`suppressions.yml`).
 *
 * Every problem of the whole file is reported at once as `file:line: what was found, what was expected`; a file with
 * any problem is refused as a whole, because an entry that silently does not apply is as bad as one that applies too
 * widely. `expires` is a day (its end, UTC) or an instant.
 */
export function parseSuppressions(
  file: string,
  yaml: string,
): Result<readonly Suppression[], readonly string[]> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    ...{ lineCounter: lines, version: '1.2', prettyErrors: false, logLevel: 'silent' },
  });
  const at: At = (node) => `${file}:${lines.linePos((node as Node | null)?.range?.[0] ?? 0).line}`;
  if (document.errors.length > 0) {
    return fail(
      document.errors.map(
        ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: this is no YAML: ${message}`,
      ),
    );
  }
  const list = isMap(document.contents) ? document.contents.get('suppressions', true) : undefined;
  const isEmpty = document.contents === null || (isScalar(list) && list.value === null);
  if (isEmpty) return ok([]);
  if (!isSeq(list)) return fail([`${at(list ?? document.contents)}: ${noListText(document, list)}`]);
  return readEntries(list.items, document, at);
}

function noListText(document: Document, list: unknown): string {
  const { contents } = document;
  const expected = 'expected a list under the key "suppressions"';
  if (list !== undefined) return `${expected}, found ${foundOf(plainOf(list as Node, document))} there`;
  if (!isMap(contents)) return `${expected}, found ${isSeq(contents) ? 'a list without it' : 'a text'}`;
  const keys = contents.items.map(({ key }) => (isScalar(key) ? String(key.value) : '?'));
  const near = keys.map((key) => didYouMean(key, ['suppressions'])).find((hint) => hint !== '') ?? '';
  return `${expected}, found ${keys.map((key) => JSON.stringify(key)).join(', ')}${near}`;
}

function readEntries(
  nodes: readonly unknown[],
  document: Document,
  at: At,
): Result<readonly Suppression[], readonly string[]> {
  const problems: string[] = [];
  const entries: Suppression[] = [];
  for (const [index, node] of nodes.entries()) {
    const place = at(node);
    const read = readEntry(plainOf(node as Node, document), place);
    const first = read.ok ? entries.find((entry) => entry.id === read.value.id) : undefined;
    if (!read.ok) {
      for (const { key, text } of read.error) {
        problems.push(`${at(keyNode(node, key) ?? node)}: entry ${index + 1}: ${text}`);
      }
    } else if (first) {
      problems.push(`${place}: the id "${read.value.id}" occurs twice; the other is at ${first.place}`);
    } else entries.push(read.value);
  }
  return problems.length > 0 ? fail(problems) : ok(entries);
}

/** Aliases that unfold too far make the parser throw; then there is nothing to read. */
function plainOf(node: Node, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch {
    return undefined;
  }
}

/** The node of a key of an entry: where a problem with it is shown. */
const keyNode = (node: unknown, key: string | undefined): unknown =>
  isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key : undefined;
