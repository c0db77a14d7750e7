import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { readEntry } from '../entry-reading.ts';
import type { LogEntry, LogLine } from '../log-entry.ts';
import { type JoinState, lineJoiner } from './line-joiner.ts';
import { OWN_TRACES } from './own-traces.fixture.ts';

const lineOf = (text: string, at: number): LogLine => ({ text, key: `k${at + 1}`, place: at + 1 });

/** Joins lines that arrive in batches; a batch ends behind each of the given numbers of lines. */
function join(texts: readonly string[], cuts: ReadonlySet<number> = new Set()): readonly LogEntry[] {
  let joiner = lineJoiner();
  const entries: LogEntry[] = [];
  for (const [at, text] of texts.entries()) {
    entries.push(...joiner.add(lineOf(text, at)));
    if (cuts.has(at)) joiner = lineJoiner(throughJson(joiner.state()));
  }
  return [...entries, ...joiner.flush()];
}

const throughJson = (state: JoinState | undefined): JoinState | undefined =>
  state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as JoinState);

const errorsOf = (entries: readonly LogEntry[]) =>
  entries.map((entry) => ({ ...entry, ...readEntry(entry.text) })).filter(({ kind }) => kind !== undefined);

const AROUND: readonly (readonly string[])[] = [
  [],
  ['served a request', 'served another one'],
  ['2024-01-01 12:00:00,123 INFO [worker-2] com.acme.Shop - all is well'],
  ['{"level":"info","msg":"all is well"}'],
  ['Jan  1 12:00:00 web-1 shop[12]: all is well'],
  ['[INFO] all is well', ''],
];

describe('a trace', () => {
  it.each(OWN_TRACES)('of $name is one error wherever it stands', ({ lines, type, frame }) => {
    for (const around of AROUND) {
      const errors = errorsOf(join([...around, ...lines, ...around]));
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        kind: 'exception',
        first: around.length + 1,
        last: around.length + lines.length,
      });
      expect(errors[0]?.exception?.type).toBe(type);
      expect(errors[0]?.exception?.frames[0] ?? '').toBe(frame);
    }
  });

  it.each(OWN_TRACES)('of $name is one error, cut anywhere', ({ lines }) => {
    const texts = ['all is well', ...lines, 'all is well'];
    const whole = join(texts);
    for (const at of texts.keys()) expect(join(texts, new Set([at]))).toEqual(whole);
    expect(join(texts, new Set(texts.keys()))).toEqual(whole);
  });

  it.each(OWN_TRACES)('of $name is one error as one event with newlines', ({ lines, type }) => {
    const errors = errorsOf(join(['all is well', lines.join('\n'), lines.join('\r')]));
    expect(errors.map((error) => [error.kind, error.exception?.type])).toEqual([
      ['exception', type],
      ['exception', type],
    ]);
  });

  it.each([
    ['syslog', 'Jan  1 12:00:00 web-1 shop[12]: ', 'Jan  1 12:00:00 web-1 shop[13]: '],
    ['Compose', 'web_1  | ', 'web_2  | '],
    ['threads', '[worker-1] ', '[worker-2] '],
    ['pods', '[pod/web-1/shop] ', '[pod/web-2/shop] '],
    ['CRI', '2024-01-01T12:00:00.1Z stderr F ', '2024-01-01T12:00:00.1Z stdout F '],
  ])('is not torn where two writers share a file: %s', (_name, one, two) => {
    for (const { lines } of OWN_TRACES.filter(({ name }) => !name.includes('below'))) {
      const texts = lines.flatMap((line) => [one + line, `${two}all is well`, two + line]);
      const other = lines.flatMap((line) => [one + line, two + line]);
      expect(errorsOf(join(other)).map(({ kind }) => kind)).toEqual(['exception', 'exception']);
      expect(errorsOf(join(texts)).filter(({ text }) => text.startsWith(one))).toHaveLength(1);
    }
  });

  it('is joined where a logger repeats its head on every line', () => {
    const head = '2024-01-01 12:00:00.008 25746 ERROR nova.server [req-1] ';
    const texts = [
      'Traceback (most recent call last):',
      '  File "/app/x.py", line 3, in f',
      '    g()',
      'KeyError: 5',
    ].map((line) => head + line);
    const errors = errorsOf(join([...texts, '2024-01-01 12:00:00.009 25746 INFO nova.server [req-2] done']));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      first: 1,
      last: 4,
      exception: { type: 'KeyError', frames: ['f (/app/x.py)'] },
    });
  });

  it('under a line at INFO or WARN is an error of its own', () => {
    const trace = ['java.io.IOException: reset', '\tat com.acme.A.f(A.java:1)'];
    const errors = errorsOf(join(['2024-01-01 12:00:00 WARN a.B - retry', ...trace]));
    expect(errors.map(({ first, last, level }) => ({ first, last, level }))).toEqual([
      { first: 2, last: 3, level: 'error' },
    ]);
  });

  it('under a line at FATAL has its level', () => {
    const texts = [
      '2024-01-01 12:00:00 FATAL a.B - gone',
      'java.io.IOException: reset',
      '\tat com.acme.A.f(A.java:1)',
    ];
    expect(errorsOf(join(texts))).toMatchObject([
      { level: 'fatal', kind: 'exception', message: 'gone', first: 1, last: 3 },
    ]);
  });
});

describe('other lines', () => {
  it('are entries of their own, in their order', () => {
    const texts = ['one', 'two', '', '2024-01-01 12:00:00 ERROR three', '2024-01-01 12:00:00 ERROR four'];
    expect(join(texts).map(({ text, first }) => [text, first])).toEqual([
      ['one', 1],
      ['two', 2],
      [texts[3], 4],
      [texts[4], 5],
    ]);
  });

  it('that are indented belong to a statement with a level', () => {
    const texts = ['[ERROR] cart lost:', '  item 1', '\titem 2', '[INFO] next'];
    expect(join(texts).map(({ first, last }) => [first, last])).toEqual([
      [1, 3],
      [4, 4],
    ]);
  });

  it('behind an exception that had no trace are given back', () => {
    const texts = [
      'TypeError: cart lost',
      'all is well',
      'TypeError: cart lost',
      'all is well',
      '[INFO] done',
    ];
    expect(errorsOf(join(texts)).map(({ first, last }) => [first, last])).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(join(texts)).toHaveLength(5);
  });

  it('wait in the state until the next batch, which leaves the state as it was', () => {
    const joiner = lineJoiner();
    expect(joiner.add(lineOf('[ERROR] cart lost', 0))).toEqual([]);
    const state = joiner.state();
    const before = JSON.stringify(state);
    lineJoiner(state).add(lineOf('  more', 1));
    expect(JSON.stringify(state)).toBe(before);
    expect(joiner.flush()).toHaveLength(1);
    expect(joiner.state()).toBeUndefined();
  });

  it('in JSON are complete at once', () => {
    expect(lineJoiner().add(lineOf('{"level":"error","msg":"x"}', 0))).toHaveLength(1);
  });
});

describe('bounds', () => {
  it('cut a long entry in the middle and keep its ends', () => {
    const texts = [
      'TypeError: deep',
      ...Array.from({ length: 20_000 }, (_, at) => `    at f${at} (/app/x.js:1:2)`),
    ];
    const [entry, ...others] = join(texts);
    expect(others).toEqual([]);
    expect(entry?.last).toBe(20_001);
    expect(entry?.text.length).toBeLessThanOrEqual(65_536);
    expect(entry?.text.split('\n').length).toBeLessThanOrEqual(1_000);
    expect(entry?.text).toMatch(/^TypeError: deep\n/);
    expect(entry?.text).toMatch(/f19999 /);
  });

  it('hold for the state, whatever the lines are', () => {
    const joiner = lineJoiner();
    const nasty = '\u0000\ud800"\\'.repeat(2_000);
    for (let at = 0; at < 400; at += 1) {
      joiner.add(lineOf(`Jan  1 12:00:00 web-1 shop[${at % 90}]: TypeError: ${nasty}`, at));
      joiner.add(
        lineOf(
          `Jan  1 12:00:00 web-1 shop[${at % 90}]: ${at % 3 === 0 ? '  at x (a:1:2)' : ''}${nasty.slice(0, 400)}`,
          at,
        ),
      );
      expect(Buffer.byteLength(JSON.stringify(joiner.state() ?? null))).toBeLessThanOrEqual(65_536);
    }
  });

  it('hold for an event that came whole', () => {
    const [entry] = join([`{"level":"error","msg":"${'ß'.repeat(100_000)}"}`]);
    expect(Buffer.byteLength(entry?.text ?? '')).toBeLessThanOrEqual(65_536);
    expect(readEntry(entry?.text ?? '').level).toBe('error');
  });

  it('pass over a state of another version', () => {
    expect(lineJoiner({ version: 2 } as unknown as JoinState).flush()).toEqual([]);
  });
});

/** The lines of a text that say something. */
const saying = (text: string): readonly string[] =>
  text.split(/[\r\n]+/).filter((line) => line.replace(/^Jan {2}1 \S+ \S+ \S+/, '').trim() !== '');

describe('batches', () => {
  const pool = [
    ...OWN_TRACES.flatMap(({ lines }) => lines),
    ...AROUND.flat(),
    ...OWN_TRACES.flatMap(({ lines }) => lines.map((line) => `Jan  1 12:00:00 web-1 shop[12]: ${line}`)),
    '   ',
    'TypeError: x',
  ];

  it('never change the entries, nor lose or double a line', () => {
    const picks = fc.array(fc.oneof(fc.constantFrom(...pool), fc.string({ maxLength: 40 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(picks, fc.array(fc.nat(60), { maxLength: 20 }), (texts, cuts) => {
        const whole = join(texts);
        expect(join(texts, new Set(cuts))).toEqual(whole);
        const kept = whole.flatMap(({ text }) => saying(text));
        expect(kept.toSorted()).toEqual(texts.flatMap(saying).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});
