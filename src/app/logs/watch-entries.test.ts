import { describe, expect, it } from '@jest/globals';
import { close } from '#core/life-cycle';
import type { StateStore } from '#ports/state-store';
import {
  appDetectorOf,
  appLogging,
  batchOf,
  seen,
  type TestAppLogs,
} from '../../../test/support/app-logs.ts';
import { flushSilent, watchLines } from './watch-entries.ts';

const error = (message: string): string => `{"level":"error","msg":"${message}"}`;
const INFO = '{"level":"info","msg":"fine"}';

/** Remembers all that was written to the state. */
function recording(deps: TestAppLogs): TestAppLogs & { readonly written: string[] } {
  const written: string[] = [];
  const write: StateStore['write'] = (key, value, ...rest) => {
    written.push(JSON.stringify(value));
    return deps.state.write(key, value, ...rest);
  };
  return { ...deps, written, state: { ...deps.state, write } };
}

/** Counts what is asked of stores. */
function counting(deps: TestAppLogs): TestAppLogs & { readonly calls: string[] } {
  const calls: string[] = [];
  const state: StateStore = {
    read: (key) => {
      calls.push(`read ${key.split('#')[0]}`);
      return deps.state.read(key);
    },
    write: (key, ...rest) => {
      calls.push(`write ${key.split('#')[0]}`);
      return deps.state.write(key, ...rest);
    },
  };
  const note: typeof deps.openStreams.note = (...args) => {
    calls.push('note');
    return deps.openStreams.note(...args);
  };
  const record: typeof deps.findings.record = (...args) => {
    calls.push('record');
    return deps.findings.record(...args);
  };
  return {
    ...{ ...deps, state, calls, findings: { ...deps.findings, record } },
    openStreams: { ...deps.openStreams, note },
  };
}

describe('watchLines', () => {
  it('makes one finding of a kind of error, counts a second delivery once, and shows the lines around it', async () => {
    const deps = appLogging();
    const batch = batchOf([INFO, error('no stock for order 7'), INFO, error('no stock for order 8')]);

    expect(await watchLines([batch], deps)).toMatchObject({ entries: 4, errors: 2, created: 1, added: 2 });
    expect(await watchLines([batch], deps)).toMatchObject({ errors: 2, created: 0, unchanged: 1, added: 0 });
    expect(deps.findings.all()).toMatchObject([
      {
        ...{ ruleId: 'trailhound:log-error', severity: 'medium', status: 'open', count: 2, windowMinutes: 0 },
        ...{ accountId: '123456789012', region: 'eu-west-1', principal: '/app/web', eventName: 'log' },
        summary: expect.stringMatching(/^\/app\/web: no stock for order [78]$/),
        alert: { state: 'pending', cause: 'new' },
        context: {
          ...{ kind: 'log', group: '/app/web', stream: 's1', level: 'error', at: '2026-03-01T09:00:00.001Z' },
          template: 'no stock for order <*>',
          lines: [INFO, error('no stock for order 7')],
          link: expect.stringContaining('log-group/$252Fapp$252Fweb/log-events/s1'),
        },
      },
    ]);
  });

  it('opens a finding again, with an alert, when its error returns after it was closed', async () => {
    const deps = appLogging();
    await watchLines([batchOf([error('no stock for order 7')])], deps);
    const [finding] = deps.findings.all();
    const who = { by: 'alice', at: deps.clock.now() };
    await deps.findings.change(finding!.findingId, (one) => close(one, 'mended', who));
    await watchLines([batchOf([error('no stock for order 9')], 500)], deps);

    expect(deps.findings.all()).toMatchObject([{ status: 'open', count: 2, alert: { cause: 'reopened' } }]);
  });

  it('asks nothing of any store for a batch without an error', async () => {
    const deps = counting(appLogging());
    await watchLines([batchOf([INFO, '2026-03-01 09:00:00,000 INFO app - begins', INFO])], deps);

    expect(deps.calls).toEqual([]);
  });

  it('asks little for an error of a kind that this process knows', async () => {
    const deps = counting(appLogging());
    await watchLines([batchOf([error('no stock for order 7'), INFO])], deps);
    deps.calls.length = 0;
    await watchLines([batchOf([error('no stock for order 8'), INFO], 10)], deps);

    expect(deps.calls).toEqual(['record', 'read log-history', 'write log-history']);
  });

  it('masks secrets in everything that it stores', async () => {
    const deps = appLogging();
    const lines = [
      'using password=hunter2',
      '2026-03-01 09:00:00 ERROR login with password=hunter2 failed',
      INFO,
    ];
    await watchLines([batchOf(lines)], deps);

    expect(deps.findings.all()).toHaveLength(1);
    expect(JSON.stringify(deps.findings.all())).not.toContain('hunter2');
    expect(JSON.stringify(deps.findings.all())).toContain('(removed)');
  });

  it('masks secrets in what waits for its rest, too', async () => {
    const deps = recording(appLogging());
    const secret = (text: string): string => `${text} password=hunter2`;
    await watchLines([batchOf([secret('before'), secret('2026-03-01 09:00:00 ERROR login')])], deps);
    await watchLines([batchOf([secret('\tat a.B.c(D.java:1)'), secret('\tat a.B.d(D.java:2)')], 10)], deps);

    expect(deps.written.join()).toContain('(removed)');
    expect(deps.written.join()).not.toContain('hunter2');
  });

  it('masks secrets in frames, and in long lines before an error', async () => {
    const deps = recording(appLogging());
    const trace = 'Error: lost\n    at f (https://alice:hunter2@shop.example.com/x.js:1:2)';
    const long = `password="hunter2${'hunter2'.repeat(2_000)}"`;
    await watchLines([batchOf([long, trace, INFO])], deps);
    const all = `${JSON.stringify(deps.findings.all())}${deps.written.join()}`;

    expect(all).toContain('(removed)');
    expect(all).not.toContain('hunter2');
  });

  it.each([
    ['own', { own: ['/app/*'] }],
    ['excluded', { exclude: ['/app/web'] }],
  ])('refuses log groups that are %s', async (_name, input) => {
    const deps = appLogging(input);

    expect(await watchLines([batchOf([error('x')])], deps)).toMatchObject({ refused: 1, entries: 0 });
    expect(deps.findings.all()).toEqual([]);
  });

  it('keeps to the level and the severities that the settings say, group by group', async () => {
    const deps = appLogging({
      severities: { levels: { warn: 'high' } },
      overrides: [{ group: '/app/db', level: 'warn' }],
    });
    const warning = '{"level":"warn","msg":"slow query"}';
    await watchLines([batchOf([warning, INFO]), batchOf([warning, INFO], 0, 's1', '/app/db')], deps);

    expect(deps.findings.all()).toMatchObject([{ principal: '/app/db', severity: 'high' }]);
  });

  it('raises a rate once, and goes on counting errors', async () => {
    const deps = appLogging({ rate: { count: 5, minutes: 5 } });
    for (let n = 0; n < 12; n += 1)
      await watchLines([batchOf([error(`no stock for order ${n}`), INFO], n * 1_000)], deps);

    expect(seen(deps)).toEqual([
      'trailhound:log-error 12 open /app/web: no stock for order 0',
      'trailhound:log-rate 1 open /app/web: 5 in 1 min: no stock for order <*>',
    ]);
  });

  it('gives own rules the fields of an entry, whatever its level', async () => {
    const rule = `title: Payment refused
level: high
logsource: { category: application, service: shop }
detection:
  refused: { event.type: payment, message|contains: refused, logGroup: /app/web }
  condition: refused
`;
    const deps = appLogging({ logsource: { service: 'shop' } }, appDetectorOf([rule]));
    const entry = (msg: string): string => JSON.stringify({ level: 30, msg, event: { type: 'payment' } });
    await watchLines([batchOf([entry('card refused'), entry('card taken')])], deps);
    await watchLines([batchOf([entry('card refused')], 0, 's1', '/app/db')], deps);

    expect(deps.findings.all()).toMatchObject([{ ruleTitle: 'Payment refused', severity: 'high', count: 1 }]);
  });

  it('does not let a rule for another service see an entry', async () => {
    const rule = `title: Any
logsource: { category: application, service: shop }
detection: { any: { message: '*' }, condition: any }
`;
    const deps = appLogging({}, appDetectorOf([rule]));

    expect(await watchLines([batchOf([INFO])], deps)).toMatchObject({ matches: 0 });
  });

  it('keeps what an allow-list entry covers, and alerts nobody', async () => {
    const allowed = `  - id: known
    rules: [trailhound:log-error]
    detection: { stock: { logGroup: /app/web, template|startswith: 'no stock' }, condition: stock }
    reason: sold out on purpose
    owner: shop@example.com
    expires: 2026-12-31
`;
    const deps = appLogging({}, appDetectorOf([], allowed));
    await watchLines([batchOf([error('no stock for order 7'), error('disk full'), INFO])], deps);

    expect(seen(deps)).toEqual([
      'trailhound:log-error 1 open /app/web: disk full',
      'trailhound:log-error 1 suppressed /app/web: no stock for order 7',
    ]);
  });

  it('takes one name for a kind that two functions meet at once', async () => {
    const deps = appLogging();
    const other: TestAppLogs = { ...deps, state: { ...deps.state } };
    await Promise.all([
      watchLines([batchOf([error('queue orders is full'), INFO], 0, 's1')], deps),
      watchLines([batchOf([error('queue orders is full'), INFO], 0, 's2')], other),
    ]);

    expect(deps.findings.all()).toMatchObject([{ count: 2 }]);
  });
});

describe('flushSilent', () => {
  const open = batchOf(['2026-03-01 09:00:00,000 ERROR app - order not placed']);

  it('gives out what was open at the end of a batch once its stream was silent for a minute', async () => {
    const deps = appLogging();
    expect(await watchLines([open], deps)).toMatchObject({ held: 1, errors: 0 });
    deps.clock.advance(59_000);
    expect(await flushSilent(deps)).toMatchObject({ errors: 0 });
    deps.clock.advance(2_000);
    expect(await flushSilent(deps)).toMatchObject({ errors: 1, created: 1 });
    expect(await flushSilent(deps)).toMatchObject({ errors: 0, created: 0 });
  });

  it('takes what comes behind a trace that has its rest for an error of its own', async () => {
    const deps = appLogging();
    const batches = [
      ['2026-03-01 09:00:00,000 ERROR app - failed', 'Traceback (most recent call last):'],
      ['  File "/app/a.py", line 1, in a', "KeyError: 'x'", '2026-03-01 09:00:00,000 INFO app - fine'],
      ['com.acme.ShopException: cart lost', '\tat com.acme.Shop.buy(Shop.java:12)'],
      ['\tat com.acme.Main.main(Main.java:1)', '2026-03-01 09:00:00,000 INFO app - fine'],
    ];
    for (const [n, lines] of batches.entries()) await watchLines([batchOf(lines, n * 10)], deps);
    deps.clock.advance(61_000);
    await flushSilent(deps);

    expect(seen(deps)).toEqual([
      'trailhound:log-error 1 open /app/web: com.acme.ShopException: cart lost',
      'trailhound:log-error 1 open /app/web: failed',
    ]);
  });

  it('makes one error of a trace whose pieces several functions bring at once', async () => {
    const deps = appLogging();
    const batches = [
      ['2026-03-01 09:00:00,000 INFO app - fine', 'java.io.IOException: lost', '\tat a.B.c(B.java:1)'],
      ['\tat a.B.d(B.java:2)', '\tat a.B.e(B.java:3)'],
      ['\tat a.B.f(B.java:4)', '2026-03-01 09:00:00,000 INFO app - fine'],
    ].map((lines, n) => batchOf(lines, n * 10));
    await watchLines(batches.slice(0, 1), deps);
    await Promise.all(batches.slice(1).map((batch) => watchLines([batch], deps)));
    deps.clock.advance(61_000);
    await flushSilent(deps);

    expect(seen(deps)).toEqual(['trailhound:log-error 1 open /app/web: java.io.IOException: lost']);
  });

  it('waits for the rest of a trace behind a batch that ends in a blank line', async () => {
    const deps = appLogging();
    const batches = [
      ['panic: lost', ' '],
      ['goroutine 1 [running]:', 'main.main()', '\t/app/main.go:5 +0x20', ' '],
      ['goroutine 7 [chan receive]:', 'runtime.gopark(0x1)', '\t/go/src/runtime/proc.go:398 +0xce'],
    ];
    for (const [n, lines] of batches.entries()) await watchLines([batchOf(lines, n * 10)], deps);
    deps.clock.advance(61_000);
    await flushSilent(deps);

    expect(seen(deps)).toEqual([expect.stringMatching(/^trailhound:log-error 1 open .*lost$/)]);
  });

  it('forgets streams that have nothing open any more', async () => {
    const deps = appLogging();
    await watchLines([open], deps);
    deps.clock.advance(17 * 60_000);
    await flushSilent(deps);

    expect(await deps.openStreams.notedBefore(deps.clock.now(), 9)).toEqual([]);
  });

  it('gives out everything at the end of all input', async () => {
    const deps = appLogging();
    await watchLines([open], deps);

    expect(await flushSilent(deps, { silenceMs: 0 })).toMatchObject({ errors: 1 });
  });

  it.each([
    [
      'long lines before an error',
      (n: number) => [`${n} ${'\u65e5'.repeat(80_000)}`, `${n} ERROR app - failed`],
    ],
    [
      'parts of one endless trace',
      () => Array.from({ length: 1_000 }, () => `\tat a.${'\u65e5'.repeat(60)}(D.java:1)`),
    ],
  ])('keeps the state of a stream below what an item may hold, with %s', async (_name, lines) => {
    const deps = recording(appLogging());
    for (let n = 0; n < 20; n += 1)
      await watchLines(
        [
          batchOf(
            lines(n).map((line) => line.replace(/^\d+ E/, '2026-03-01 09:00:00 E')),
            n * 2_000,
          ),
        ],
        deps,
      );

    expect(deps.written.length).toBeGreaterThan(5);
    for (const text of deps.written) expect(Buffer.byteLength(text)).toBeLessThan(390_000);
  });

  it('stays within its bounds when a stream is nothing but open ends', async () => {
    const deps = appLogging();
    for (let n = 0; n < 60; n += 1) {
      await watchLines(
        [batchOf([`2026-03-01 09:00:00,000 ERROR app - order ${n} not placed`], n * 20_000)],
        deps,
      );
    }
    deps.clock.advance(61_000);
    await flushSilent(deps);

    expect(deps.findings.all()).toMatchObject([{ count: 60 }]);
  });
});
