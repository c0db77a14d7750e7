import { didYouMean } from '#sigma/suggest';
import { foundOf } from './found-of.ts';

/** Gathers problems below one place of a file, and reads plain values there. */
export interface Problems {
  readonly add: (key: string, found: string, expected: string) => void;
  /** How many there are so far, in the whole file. */
  readonly count: () => number;
  /** The same one level further down. */
  readonly inside: (key: string) => Problems;
  readonly text: (key: string, value: unknown, form: RegExp, expected: string, otherwise?: string) => string;
  readonly texts: (key: string, value: unknown, most: number) => readonly string[];
  readonly boolean: (key: string, value: unknown, otherwise: boolean) => boolean;
  readonly whole: (
    key: string,
    value: unknown,
    range: readonly [least: number, most: number],
    otherwise: number,
  ) => number;
  readonly finite: (key: string, value: unknown) => number | undefined;
}

/** Starts gathering at a path; `into` receives one line for each problem. */
export function problemsAt(path: string, into: string[]): Problems {
  const add = (key: string, found: string, expected: string): void => {
    into.push(`${key === '' ? path : `${path}.${key}`}: ${found}, expected ${expected}`);
  };
  const wrong = <T>(key: string, value: unknown, expected: string, otherwise: T): T => {
    add(key, `found ${foundOf(value)}`, expected);
    return otherwise;
  };
  const isAbsent = (value: unknown): boolean => value === undefined || value === null;
  return {
    add,
    count: () => into.length,
    inside: (key) => problemsAt(`${path}.${key}`, into),
    text: (key, value, form, expected, otherwise) => {
      if (isAbsent(value) && otherwise !== undefined) return otherwise;
      return typeof value === 'string' && form.test(value) ? value : wrong(key, value, expected, '');
    },
    texts: (key, value, most) => {
      if (isAbsent(value)) return [];
      const list = typeof value === 'string' ? [value] : value;
      const isSound =
        Array.isArray(list) &&
        list.length <= most &&
        list.every((one) => typeof one === 'string' && one.trim() !== '');
      return isSound ? (list as readonly string[]) : wrong(key, value, `a text or at most ${most} texts`, []);
    },
    boolean: (key, value, otherwise) => {
      if (isAbsent(value)) return otherwise;
      return typeof value === 'boolean' ? value : wrong(key, value, 'true or false', otherwise);
    },
    whole: (key, value, [least, most], otherwise) => {
      if (isAbsent(value)) return otherwise;
      const isSound = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
      return isSound
        ? Number(value)
        : wrong(key, value, `a whole number from ${least} to ${most}`, otherwise);
    },
    finite: (key, value) => {
      if (isAbsent(value)) return undefined;
      return typeof value === 'number' && Number.isFinite(value)
        ? value
        : wrong(key, value, 'a number', undefined);
    },
  };
}

/** Refuses keys that nobody reads: a misspelt one would silently not apply. */
export function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  at: Problems,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    at.add(key, `found a key that is not known${didYouMean(key, [...known])}`, `one of ${known.join(', ')}`);
  }
}
