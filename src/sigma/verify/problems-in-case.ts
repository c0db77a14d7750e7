import { shown } from '../problems.ts';

/** Says what stands where something else was expected. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? shown(value) : `${typeof value} ${String(value)}`;
}

/** Collects what is wrong, and where. */
export interface Problems {
  readonly list: string[];
  readonly at: string;
}

/** Notes what was expected and what is there; answers `undefined`, so that a reader can give up in one expression. */
export function expected({ list, at }: Problems, key: string, what: string, value: unknown): undefined {
  list.push(`${at}${key}: expected ${what}, found ${found(value)}`);
  return undefined;
}
