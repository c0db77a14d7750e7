import { describe, expect, it } from '@jest/globals';
import { readEntry } from '../entry-reading.ts';

const entry = (value: unknown): string => JSON.stringify(value);

describe('levels of JSON logs', () => {
  it.each([
    ['pino', { level: 50, time: 1_767_225_600_000, pid: 1, hostname: 'h', msg: 'cart lost' }, 'error'],
    ['pino warn', { level: 40, time: 1_767_225_600_000, msg: 'cart lost' }, 'warn'],
    [
      'bunyan',
      {
        name: 'shop',
        hostname: 'h',
        pid: 1,
        level: 60,
        msg: 'cart lost',
        time: '2026-01-01T00:00:00Z',
        v: 0,
      },
      'fatal',
    ],
    ['winston', { level: 'error', message: 'cart lost', timestamp: '2026-01-01T00:00:00Z' }, 'error'],
    ['winston in colour', { level: '\u001b[31merror\u001b[39m', message: 'cart lost' }, 'error'],
    [
      'python-json-logger',
      { levelname: 'CRITICAL', message: 'cart lost', asctime: '2026-01-01 00:00:00,000' },
      'fatal',
    ],
    ['python levelno', { levelno: 40, message: 'cart lost' }, 'error'],
    ['structlog', { event: 'cart lost', level: 'error', timestamp: '2026-01-01T00:00:00Z' }, 'error'],
    [
      'log4j2',
      {
        instant: { epochSecond: 1 },
        thread: 'main',
        level: 'FATAL',
        loggerName: 'a.B',
        message: 'cart lost',
      },
      'fatal',
    ],
    [
      'logback',
      {
        '@timestamp': '2026-01-01T00:00:00Z',
        level: 'ERROR',
        level_value: 40000,
        logger_name: 'a.B',
        message: 'cart lost',
      },
      'error',
    ],
    ['Serilog compact', { '@t': '2026-01-01T00:00:00Z', '@l': 'Error', '@mt': 'cart lost' }, 'error'],
    ['Serilog', { Timestamp: '2026-01-01T00:00:00Z', Level: 'Fatal', RenderedMessage: 'cart lost' }, 'fatal'],
    ['.NET', { EventId: 0, LogLevel: 'Critical', Category: 'A.B', Message: 'cart lost' }, 'fatal'],
    ['.NET by number', { LogLevel: 4, Category: 'A.B', Message: 'cart lost' }, 'error'],
    ['slog', { time: '2026-01-01T00:00:00Z', level: 'ERROR', msg: 'cart lost' }, 'error'],
    ['zap', { level: 'dpanic', ts: 1_767_225_600.1, caller: 'a/b.go:1', msg: 'cart lost' }, 'fatal'],
    ['zerolog', { level: 'error', error: 'reset', message: 'cart lost' }, 'error'],
    ['Powertools', { level: 'ERROR', location: 'f:1', message: 'cart lost', service: 'shop' }, 'error'],
    ['Google Cloud', { severity: 'ERROR', message: 'cart lost' }, 'error'],
    ['Google Cloud by number', { severity: 500, message: 'cart lost' }, 'error'],
    ['Google Cloud payload', { severity: 'ALERT', jsonPayload: { message: 'cart lost' } }, 'fatal'],
    ['ECS', { '@timestamp': '2026-01-01T00:00:00Z', 'log.level': 'error', message: 'cart lost' }, 'error'],
    ['ECS nested', { log: { level: 'ERROR', logger: 'a.B' }, message: 'cart lost' }, 'error'],
    ['GELF', { version: '1.1', host: 'h', short_message: 'cart lost', level: 3 }, 'error'],
    ['GELF info', { version: '1.1', host: 'h', short_message: 'cart lost', level: 6 }, 'info'],
    ['journald', { PRIORITY: '3', MESSAGE: 'cart lost' }, 'error'],
    ['OpenTelemetry', { SeverityText: 'ERROR2', SeverityNumber: 18, Body: 'cart lost' }, 'error'],
    ['Monolog', { message: 'cart lost', level: 400, level_name: 'ERROR', channel: 'app' }, 'error'],
    ['Monolog notice', { message: 'cart lost', level: 250, channel: 'app' }, 'info'],
    [
      'MongoDB',
      { t: { $date: '2026-01-01T00:00:00Z' }, s: 'E', c: 'NETWORK', id: 1, ctx: 'x', msg: 'cart lost' },
      'error',
    ],
    ['Datadog', { status: 'error', message: 'cart lost' }, 'error'],
    ['a message in JSON', { message: '{"level":"error","msg":"cart lost"}' }, 'error'],
  ])('%s', (_name, fields, level) => {
    const reading = readEntry(entry(fields));
    expect({ level: reading.level, message: reading.message }).toEqual({ level, message: 'cart lost' });
    expect(reading.kind).toBe(level === 'error' || level === 'fatal' ? 'log' : undefined);
  });

  it('reads what Docker and syslog carry', () => {
    const docker = entry({ log: '{"level":"error","msg":"cart lost"}\n', stream: 'stdout' });
    expect(readEntry(docker)).toMatchObject({ level: 'error', message: 'cart lost' });
    const syslog = `Jan  1 12:00:00 web-1 shop[12]: {"level":"error","msg":"cart lost"}`;
    expect(readEntry(syslog)).toMatchObject({ level: 'error', message: 'cart lost' });
  });

  it('finds the level of an object that was cut off', () => {
    expect(readEntry('{"level":"error","msg":"cart lo')).toMatchObject({ level: 'error', kind: 'log' });
    expect(readEntry('{"level":"info","msg":"ERROR')).toMatchObject({ level: 'info', kind: undefined });
  });

  it('tells time, logger and fields', () => {
    const reading = readEntry(
      entry({ level: 'error', ts: '2026-01-01T00:00:00Z', logger: 'a.B', msg: 'x', id: 5 }),
    );
    expect(reading).toMatchObject({ at: 1_767_225_600_000, logger: 'a.B', fields: { id: 5 } });
  });
});

describe('exceptions in JSON', () => {
  it.each([
    [
      'pino',
      {
        level: 50,
        msg: 'x',
        err: { type: 'TypeError', message: 'y', stack: 'TypeError: y\n    at f (/app/x.js:1:2)' },
      },
      'TypeError',
      ['f (/app/x.js)'],
    ],
    [
      'winston',
      { level: 'error', message: 'x', stack: 'RangeError: y\n    at f (/app/x.js:1:2)' },
      'RangeError',
      ['f (/app/x.js)'],
    ],
    [
      'Python',
      {
        levelname: 'ERROR',
        message: 'x',
        exc_info:
          'Traceback (most recent call last):\n  File "/app/x.py", line 3, in f\n    g()\nKeyError: 5',
      },
      'KeyError',
      ['f (/app/x.py)'],
    ],
    [
      'Serilog',
      {
        '@l': 'Error',
        '@mt': 'x',
        '@x': 'System.InvalidOperationException: y\n   at A.B.C() in /src/x.cs:line 3',
      },
      'System.InvalidOperationException',
      ['A.B.C() (/src/x.cs)'],
    ],
    [
      'log4j2',
      {
        level: 'ERROR',
        message: 'x',
        thrown: {
          name: 'a.BException',
          message: 'y',
          extendedStackTrace: [{ class: 'com.acme.A', method: 'f', file: 'A.java', line: 3 }],
        },
      },
      'a.BException',
      ['com.acme.A.f (A.java)'],
    ],
    [
      'logback',
      { level: 'ERROR', message: 'x', stack_trace: 'a.BException: y\n\tat com.acme.A.f(A.java:3)\n' },
      'a.BException',
      ['com.acme.A.f (A.java)'],
    ],
    [
      'Lambda',
      {
        errorType: 'ValueError',
        errorMessage: 'y',
        stackTrace: ['  File "/var/task/x.py", line 3, in f\n    g()\n'],
      },
      'ValueError',
      ['f (/var/task/x.py)'],
    ],
    [
      'Powertools',
      {
        level: 'ERROR',
        message: 'x',
        exception_name: 'ValueError',
        exception: 'Traceback (most recent call last):\n  File "/var/task/x.py", line 3, in f\nValueError: y',
      },
      'ValueError',
      ['f (/var/task/x.py)'],
    ],
  ])('%s', (_name, fields, type, frames) => {
    expect(readEntry(entry(fields))).toMatchObject({ kind: 'exception', exception: { type, frames } });
  });

  it('leaves the last word to the level', () => {
    const warned = { level: 'warn', message: 'x', stack: 'RangeError: y\n    at f (/app/x.js:1:2)' };
    expect(readEntry(entry(warned))).toMatchObject({
      level: 'warn',
      kind: undefined,
      exception: { type: 'RangeError' },
    });
  });
});

describe('logfmt', () => {
  it.each([
    [
      'logrus',
      'time="2024-01-01T12:00:00Z" level=error msg="cart \\"x\\" lost" id=5',
      'error',
      'cart "x" lost',
    ],
    ['slog', 'time=2024-01-01T12:00:00.000Z level=ERROR msg="cart lost"', 'error', 'cart lost'],
    ['go-kit', 'ts=2024-01-01T12:00:00Z caller=a.go:1 level=warn msg=slow', 'warn', 'slow'],
    ['behind a time', '2024-01-01T12:00:00Z level=fatal msg="cart lost"', 'fatal', 'cart lost'],
    ['Heroku', 'at=error code=H12 desc="Request timeout" method=GET path="/x"', 'error', 'Request timeout'],
  ])('%s', (_name, text, level, message) => {
    expect(readEntry(text)).toMatchObject({ level, message });
  });
});
