import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEntry } from '#core/logs/entry-reading';
import { type JoinState, lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';

/** Stack traces that a public log shipper is tested with; they are read where they lie. */
const FILE = '../shared/data/stacktraces/traces.ndjson';
const isThere = existsSync(FILE);
const suite = isThere ? describe : describe.skip;

interface Trace {
  readonly case: string;
  readonly one_error: boolean;
  readonly lines: readonly string[];
}

const traces: readonly Trace[] = isThere
  ? readFileSync(FILE, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Trace)
  : [{ case: 'none', one_error: false, lines: [] }];

const lineOf = (text: string, at: number): LogLine => ({ text, key: `k${at}`, place: at + 1 });

/** The ranges of lines that are errors. */
const errorsOf = (entries: readonly LogEntry[]) =>
  entries.filter(({ text }) => readEntry(text).kind !== undefined).map(({ first, last }) => [first, last]);

/** Joins lines; the state goes through JSON behind every line that `isCut` names. */
function join(texts: readonly string[], isCut: (at: number) => boolean = () => false): readonly LogEntry[] {
  let joiner = lineJoiner();
  const entries: LogEntry[] = [];
  for (const [at, text] of texts.entries()) {
    entries.push(...joiner.add(lineOf(text, at)));
    if (isCut(at)) joiner = lineJoiner(JSON.parse(JSON.stringify(joiner.state() ?? null)) as JoinState);
  }
  return [...entries, ...joiner.flush()];
}

const AROUND = ['2024-01-01 12:00:00,123 INFO [worker-2] com.acme.Shop - all is well', 'all is well'];

suite(`stack traces of real programs${isThere ? '' : ` (skipped: ${FILE} is not here)`}`, () => {
  it.each(traces)('$case is one error in one batch, or none', ({ lines, one_error }) => {
    expect(errorsOf(join(lines))).toEqual(one_error ? [[1, lines.length]] : []);
    const wanted = one_error ? [[3, lines.length + 2]] : [];
    expect(errorsOf(join([...AROUND, ...lines, ...AROUND]))).toEqual(wanted);
  });

  it.each(traces)('$case is one error split at every place', ({ lines, one_error }) => {
    const wanted = one_error ? [[1, lines.length]] : [];
    for (const cut of lines.keys()) expect(errorsOf(join(lines, (at) => at === cut))).toEqual(wanted);
    expect(errorsOf(join(lines, () => true))).toEqual(wanted);
  });

  it.each(traces)('$case is one error among the lines of other streams', ({ lines, one_error }) => {
    const streams = [lines, traces[0]?.lines ?? [], AROUND].map((texts) => ({
      texts,
      joiner: lineJoiner(),
      entries: [] as LogEntry[],
    }));
    for (let at = 0; at < 200; at += 1)
      for (const { texts, joiner, entries } of streams) {
        const text = texts[at];
        if (text !== undefined) entries.push(...joiner.add(lineOf(text, at)));
      }
    const errors = streams.map(({ joiner, entries }) => errorsOf([...entries, ...joiner.flush()]));
    expect(errors[0]).toEqual(one_error ? [[1, lines.length]] : []);
    expect(errors[2]).toEqual([]);
  });

  it.each(traces)(
    '$case is one error among the lines of another process in one file',
    ({ lines, one_error }) => {
      const head = (process: number): string => `Jan  1 12:00:00 web-1 shop[${process}]: `;
      const texts = lines.flatMap((line) => [head(12) + line, `${head(13)}all is well`]);
      expect(errorsOf(join(texts))).toHaveLength(one_error ? 1 : 0);
    },
  );

  it.each(traces)('$case is one error as one event', ({ lines, one_error }) => {
    expect(errorsOf(join([lines.join('\n')]))).toHaveLength(one_error ? 1 : 0);
  });
});
