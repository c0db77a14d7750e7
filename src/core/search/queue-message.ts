import { isObject } from '../field-text.ts';
import { parseJson } from '../json-text.ts';
import { fail, ok, type Result } from '../result.ts';
import { SEARCH_FAMILIES, type SearchDocument, type SearchFamily } from './document.ts';

/** Longest id that servers take, in bytes. */
const MAX_ID = 512;

/** The text of a queue's message that carries documents. */
export const messageOf = (documents: readonly SearchDocument[]): string => JSON.stringify({ documents });

/** Reads such a message; fails with a reason that quotes nothing. */
export function documentsOf(text: string): Result<readonly SearchDocument[], string> {
  const parsed = parseJson(text);
  if (!parsed.ok) return fail(parsed.error);
  const list = isObject(parsed.value) ? parsed.value.documents : undefined;
  if (!Array.isArray(list)) return fail('no list of documents');
  return list.every(isDocument) ? ok(list) : fail('an entry that is no document');
}

function isDocument(value: unknown): value is SearchDocument {
  if (!isObject(value)) return false;
  const { id, index, body, version, safeBody, isGone } = value;
  return (
    typeof id === 'string' &&
    id !== '' &&
    id.length <= MAX_ID &&
    SEARCH_FAMILIES.includes(index as SearchFamily) &&
    isObject(body) &&
    (version === undefined || Number.isSafeInteger(version)) &&
    (safeBody === undefined || isObject(safeBody)) &&
    (isGone === undefined || isGone === true)
  );
}
