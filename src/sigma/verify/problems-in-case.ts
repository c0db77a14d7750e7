import { found } from '../problems.ts';

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
