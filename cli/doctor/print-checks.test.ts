import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { HealthCheck, HealthState } from '#app/health/check';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { makeContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { exitCodeOf, printJson, printText, totalsText } from './print-checks.ts';

const check = (state: HealthState, more: Partial<HealthCheck> = {}): HealthCheck => ({
  ...{ check: 'source', subject: 'logs', state, found: 'what', expected: 'that', todo: 'this', ...more },
});
const diagnosis = (...checks: readonly HealthCheck[]) => ({
  ...{ stack: 'Mine', region: 'eu-west-1', at: '2026-03-01T12:00:00Z' },
  groups: [
    { title: 'Sources', checks },
    { title: 'Empty', checks: [] },
  ],
});

async function printed(print: typeof printText, ...checks: readonly HealthCheck[]): Promise<string> {
  let text = '';
  const stream = () =>
    new Writable({
      write: (chunk, _encoding, done) => {
        text += chunk;
        done();
      },
    });
  const io = {
    stdin: (async function* () {})(),
    stdout: stream(),
    stderr: stream(),
    env: {},
    cwd: '',
    root: '',
  };
  const context = makeContext([], { ...io, clock: fakeClock() }, () => undefined);
  print(diagnosis(...checks), context);
  await context.out.flush();
  await context.err.flush();
  return text;
}

describe('printText', () => {
  it('shows a sound check in a line, and what to do below the others', async () => {
    expect(
      await printed(
        printText,
        check('ok'),
        check('problem', { subject: '' }),
        check('unknown', { todo: '' }),
      ),
    ).toBe(`Trailhound in Mine, eu-west-1

Sources
  ✓ source: logs  what
  ✗ source        what
      expected: that
      to do: this
  ? source: logs  what
      expected: that
`);
  });

  it('prints nothing that a terminal would obey', async () => {
    const hostile = { subject: '\u001b[31mx', found: 'a\nb\u0007' };
    const text = await printed(printText, check('problem', hostile));
    expect(text).toMatch(/\\u001b\[31mx +a\\u000ab\\u0007\n/);
    expect(text).not.toContain('\u001b');
  });
});

describe('printJson', () => {
  it('says the same to machines', async () => {
    const text = await printed(printJson, check('ok'), check('warning'));
    expect(JSON.parse(text)).toEqual({
      ...{ stack: 'Mine', region: 'eu-west-1', at: '2026-03-01T12:00:00Z' },
      summary: { ok: 1, warning: 1, problem: 0, unknown: 0 },
      checks: [check('ok'), check('warning')].map((one) => ({ group: 'Sources', ...one })),
    });
  });
});

describe('totalsText', () => {
  it('counts', () => {
    const { groups } = diagnosis(check('ok'), check('problem'), check('unknown'), check('unknown'));
    expect(totalsText(groups)).toBe('1 ok, 0 warnings, 1 problem, 2 unknown');
  });
});

describe('exitCodeOf', () => {
  it.each([
    { states: ['ok', 'warning'], code: EXIT.ok },
    { states: ['ok', 'unknown'], code: EXIT.partial },
    { states: ['unknown', 'problem'], code: EXIT.found },
  ] as const)('$states: $code', ({ states, code }) => {
    expect(exitCodeOf(diagnosis(...states.map((state) => check(state))).groups)).toBe(code);
  });
});
