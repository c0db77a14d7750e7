import { fieldText, member } from '#core/field-text';

/** Kinds of errors are words of the server's code; anything else is not printed. */
const KIND = /^[a-z][a-z0-9_]{2,80}$/;

/**
 * Says in short why a server refused: the status, what that means where it is plain, and the kind of error. Never the
 * server's own sentence, which quotes documents.
 */
export function reasonOf({ status, json }: { readonly status: number; readonly json: unknown }): string {
  const kind = errorKind(member(json, 'error'));
  const meaning = MEANINGS[status];
  return [`HTTP ${status}`, meaning, kind].filter((part) => part !== undefined && part !== '').join(', ');
}

/** Kind of an error as the server names it, `mapper_parsing_exception`; `''` where it names none. */
export function errorKind(error: unknown): string {
  const kind = fieldText(member(error, 'type'));
  return KIND.test(kind) ? kind : '';
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'it asks for credentials or refuses those given',
  403: 'this role or user is not allowed to',
  404: 'not there',
  413: 'too large',
  429: 'too many requests',
};
