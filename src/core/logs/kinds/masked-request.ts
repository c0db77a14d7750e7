import { isValue } from './variable-words.ts';
import { type Masked, WILD } from './word-list.ts';

/** What the reading of an access line says: `GET /path 503`, or the status alone where the request cannot be read. */
const REQUEST = /^(?:([A-Z]{3,12}) (\S{1,1000}) )?([1-5]\d\d)$/;
const HOST = /^[a-z]{2,6}:\/\/[^/]*/i;
const VERSION = /^v\d{1,2}$/i;
const NAME = /^[\w.~:-]{1,40}$/;
/** Deeper parts of a path are one value: keys of objects have any depth. */
const MOST_PARTS = 8;

/**
 * Masks a request as a route: method, path and status are words, and parts of the path that look like ids are `<*>`.
 * Scheme, host, query and path parameters are left out. Undefined where the message is no request.
 */
export function maskRequest(message: string): Masked | undefined {
  const [, method, target = '', status] = REQUEST.exec(message.trim()) ?? [];
  if (status === undefined) return undefined;
  if (method === undefined) return { words: [status], gaps: ['', ''] };
  return { words: [method, routeOf(target), status], gaps: ['', ' ', ' ', ''] };
}

function routeOf(target: string): string {
  const path = target.replace(HOST, '').split(/[?#;]/, 1)[0] ?? '';
  const parts = path.split('/').filter((part) => part !== '');
  const names = parts.slice(0, MOST_PARTS).map((part) => (isId(part) ? WILD : part));
  return `/${[...names, ...(parts.length > MOST_PARTS ? [WILD] : [])].join('/')}`;
}

/** `v1` is part of a route, and so is a file's name that has no digit. */
const isId = (part: string): boolean =>
  !VERSION.test(part) && (!NAME.test(part) || (isValue(part) && !/^[^\d]*\.[^\d]*$/.test(part)));
