import { describe, expect, it } from '@jest/globals';
import { readEntry } from '../entry-reading.ts';
import type { LogEntry } from '../log-entry.ts';
import { type JoinState, lineJoiner } from './line-joiner.ts';

const A = '6bc28136-b7f7-4d8a-9c2d-1f0a2b3c4d5e';
const B = '7bc28136-b7f7-4d8a-9c2d-1f0a2b3c4d5e';
const start = (id: string): string => `START RequestId: ${id} Version: 1`;
const end = (id: string): string => `END RequestId: ${id}`;
const line = (id: string): string => `2024-01-01T12:00:00.000Z ${id} Task timed out after 3.01 seconds\n\n`;
const report = (id: string, status = '\tStatus: timeout'): string =>
  `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB${status}\n`;

/** Joins lines in batches of so many, the state between them as JSON. */
function joined(texts: readonly string[], batch: number): readonly LogEntry[] {
  const found: LogEntry[] = [];
  let state: JoinState | undefined;
  for (let from = 0; from < texts.length; from += batch) {
    const joiner = lineJoiner(state);
    for (const [at, text] of texts.slice(from, from + batch).entries())
      found.push(...joiner.add({ text, key: `k${from + at}`, place: from + at + 1 }));
    const next = joiner.state();
    state = next && (JSON.parse(JSON.stringify(next)) as JoinState);
  }
  return [...found, ...lineJoiner(state).flush()];
}

const timeouts = (texts: readonly string[], batch = 100): readonly string[] =>
  joined(texts, batch)
    .filter(({ text }) => readEntry(text).kind === 'timeout')
    .map(({ first, last }) => `${first}-${last}`);

describe('time-outs of Lambda', () => {
  it.each([
    ['the line, then the report', [start(A), line(A), end(A), report(A)], ['2-4']],
    ['the report, then the line', [start(A), end(A), report(A), line(A)], ['3-4']],
    ['a report without a status', [start(A), end(A), report(A, ''), line(A)], ['4-4']],
    ['a report alone', [start(A), end(A), report(A), start(B), end(B)], ['3-3']],
    ['two invocations', [line(A), report(A), line(B), report(B)], ['1-2', '3-4']],
    ['a call that is tried again', [start(A), report(A), start(A), report(A)], ['2-2', '4-4']],
    ['a second try that tells both', [line(A), report(A), start(A), line(A), report(A)], ['1-2', '4-5']],
  ])('%s: each is one error', (_name, texts, places) => {
    expect(timeouts(texts)).toEqual(places);
    expect(timeouts(texts, 1)).toEqual(places);
  });

  it('leaves the lines between the two alone', () => {
    const texts = [start(A), `2024-01-01T12:00:00.000Z\t${A}\tERROR\tcart lost`, line(A), end(A), report(A)];
    expect(joined(texts, 100).map(({ first }) => first)).toEqual([1, 2, 4, 3]);
  });

  it('does not wait longer than for the next invocation', () => {
    const joiner = lineJoiner();
    joiner.add({ text: report(A), key: 'a', place: 1 });
    const given = joiner.add({ text: start(B), key: 'b', place: 2 });
    expect(given.map(({ key }) => key)).toEqual(['a', 'b']);
  });
});
