import { isObject, member } from '#core/field-text';
import type { SearchBody, SearchDocument } from '#core/search/document';
import type { TargetShape } from '#core/search/index-template';
import { isPassing } from './search-http.ts';
import { errorKind } from './search-reason.ts';

/** Where a document goes and how it is written there. */
export interface BulkPlace {
  readonly name: string;
  readonly shape: TargetShape;
}

/**
 * The lines of one document in a `_bulk` request.
 *
 * What never changes is created: a second delivery is answered with 409. What changes carries its own version
 * (`external`: an older or equal one is answered with 409). `require_alias` keeps a server from making an index of its
 * own fancy where ours has been removed.
 */
export function bulkLines(
  document: SearchDocument,
  { name, shape }: BulkPlace,
  body: SearchBody = document.body,
): string {
  const alias = shape === 'alias' ? { require_alias: true } : {};
  const place = { _index: name, _id: document.id };
  if (document.version === undefined) {
    return `${JSON.stringify({ create: { ...place, ...alias } })}\n${JSON.stringify(body)}\n`;
  }
  if (document.isGone) {
    // Equal counts as newer: what is deleted was the last version there was. A delete makes no index, so needs no alias.
    const versioned = { ...place, version: document.version, version_type: 'external_gte' };
    return `${JSON.stringify({ delete: versioned })}\n`;
  }
  const versioned = { ...place, ...alias, version: document.version, version_type: 'external' };
  return `${JSON.stringify({ index: versioned })}\n${JSON.stringify(body)}\n`;
}

/** What the server made of one document. */
export type ItemFate =
  | { readonly kind: 'written' | 'known' | 'again' | 'no-index' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads the answer to a `_bulk` request: one fate for each document, in order; `undefined` where it is no such answer.
 *
 * | status | fate |
 * |---|---|
 * | 2xx | written |
 * | 409, or 404 of a delete | known: there already, there in a newer version, or gone already |
 * | 404 otherwise | the index is gone: set up again |
 * | 429, 5xx | again |
 * | 401, 403: a blocked index, or a role that lacks a right | again: nothing is wrong with the document |
 * | other | refused, with the kind of error |
 */
export function fatesOf(json: unknown, expected: number): readonly ItemFate[] | undefined {
  const items = member(json, 'items');
  if (!Array.isArray(items) || items.length !== expected) return undefined;
  const fates = items.map(fateOf);
  return fates.every((fate) => fate !== undefined) ? fates : undefined;
}

function fateOf(item: unknown): ItemFate | undefined {
  const [action, answer] = isObject(item) ? (Object.entries(item)[0] ?? []) : [];
  const status = Number(member(answer, 'status'));
  // Without one nothing is known: taken for refused, the document would be given up.
  if (!Number.isInteger(status)) return undefined;
  const kind = errorKind(member(answer, 'error'));
  if (status >= 200 && status < 300) return { kind: 'written' };
  if (status === 409 || (status === 404 && action === 'delete' && kind === '')) return { kind: 'known' };
  if (status === 404) return { kind: 'no-index' };
  // `require_alias` unmet is a 404 in some versions and a 400 in none; a full disk blocks an index with 403 or 429.
  const isOurs = status === 401 || status === 403 || kind === 'cluster_block_exception';
  if (isPassing(status) || status >= 500 || isOurs) return { kind: 'again' };
  return { kind: 'refused', reason: `${status}${kind === '' ? '' : ` ${kind}`}` };
}
