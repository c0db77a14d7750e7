import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the logs lie; they are read there and never copied. */
export const LOGHUB = resolve(import.meta.dirname, '../../shared/data/loghub');

/** One line as people labelled it. */
export interface LabelledLine {
  readonly text: string;
  /** `error`, `warn`, `info`, `debug`, or empty where the format has none. */
  readonly level: string;
  readonly template: string;
}

/** The lines of one system. */
export interface LabelledLog {
  readonly system: string;
  readonly lines: readonly LabelledLine[];
}

/** Whether the logs are there. */
export const hasLoghub = (): boolean => existsSync(LOGHUB);

/** Reads every system, by name. */
export function readLoghub(): readonly LabelledLog[] {
  return readdirSync(LOGHUB)
    .filter((name) => name.endsWith('.labels.csv'))
    .sort()
    .map((name) => readSystem(name.slice(0, -'.labels.csv'.length)));
}

function readSystem(system: string): LabelledLog {
  const [, ...labels] = rowsOf(`${system}.labels.csv`);
  const lines = rowsOf(`${system}.log`).map((text, at) => {
    // line, level, level as written, alert label, template: no field holds a comma
    const [, level = '', , , template = ''] = (labels[at] ?? '').split(',');
    return { text, level, template };
  });
  return { system, lines };
}

const rowsOf = (file: string): readonly string[] =>
  readFileSync(join(LOGHUB, file), 'utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
