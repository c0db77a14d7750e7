import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEntry } from '#core/logs/entry-reading';

/** Public collection of system logs (logpai/loghub) with the level of every line; it is read where it lies. */
const DATA = '../shared/data/loghub';
const isThere = existsSync(`${DATA}/summary.csv`);
const suite = isThere ? describe : describe.skip;

interface Labelled {
  readonly text: string;
  readonly level: string;
}

const linesOf = (path: string): readonly string[] => readFileSync(`${DATA}/${path}`, 'utf8').split(/\r?\n/);

function labelledLines(system: string): readonly Labelled[] {
  const texts = linesOf(`${system}.log`);
  const rows = linesOf(`${system}.labels.csv`).slice(1);
  return rows.flatMap((row) => {
    const [line = '', level = ''] = row.split(',');
    return level === '' ? [] : [{ text: texts[Number(line) - 1] ?? '', level }];
  });
}

/** Recall and precision of error lines; 1 where there is nothing to find or nothing was found. */
function score(lines: readonly Labelled[]): { readonly recall: number; readonly precision: number } {
  const found = lines.filter(({ text }) => readEntry(text).kind !== undefined);
  const right = found.filter(({ level }) => level === 'error').length;
  const wanted = lines.filter(({ level }) => level === 'error').length;
  return {
    recall: wanted === 0 ? 1 : right / wanted,
    precision: found.length === 0 ? 1 : right / found.length,
  };
}

const systems = isThere
  ? linesOf('summary.csv')
      .slice(1)
      .flatMap((row) => row.split(',')[0] || [])
  : ['none'];

suite(`levels of real logs${isThere ? '' : ` (skipped: ${DATA} is not here)`}`, () => {
  it.each(systems)('of %s are read: recall and precision of errors are 0.95 or better', (system) => {
    const { recall, precision } = score(labelledLines(system));
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });

  it('are the very level of the label on 99 of 100 lines', () => {
    const lines = systems.flatMap(labelledLines);
    const same = lines.filter(({ text, level }) => sameLevel(readEntry(text).level, level));
    expect(lines.length).toBeGreaterThan(0);
    expect(same.length / lines.length).toBeGreaterThanOrEqual(0.99);
  });
});

/** The labels know no `fatal`. */
const sameLevel = (level: string | undefined, label: string): boolean =>
  (level === 'fatal' ? 'error' : level) === label;
