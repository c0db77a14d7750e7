import { describe, expect, it } from '@jest/globals';
import { readEntry } from '../entry-reading.ts';

/** Lines of formats in the wild, in our own words: text, level, and what it says. */
type Case = readonly [name: string, text: string, level: string | undefined, message: string];

const HEADS: readonly Case[] = [
  ['a clock without leading zeros', '20171224-0:0:5:223|Step|300|step 3579', undefined, 'step 3579'],
  ['a clock with them', '20171224-20:11:25:223|Step|300|step 3579', undefined, 'step 3579'],
  [
    'a number in the message',
    '20171224-0:0:5:223|Step|300|getTotal = 1514038440000##69##8',
    undefined,
    'getTotal = 1514038440000##69##8',
  ],
  [
    'a number that begins the message',
    '1365301360 double alignment exceptions',
    undefined,
    '1365301360 double alignment exceptions',
  ],
  ['seconds with decimals', '1700000000.123 [ERROR] cart lost', 'error', 'cart lost'],
  ['seconds as zap prints them', '1.7040672001234567e+09\terror\tcart lost', 'error', 'cart lost'],
  [
    'a state in capitals',
    '2015-07-29 17:41:44,747 - INFO  [Peer[myid=1]/0:0:0:0:2181:Follower@63] - FOLLOWING - ELECTION TOOK - 242',
    'info',
    'FOLLOWING - ELECTION TOOK - 242',
  ],
  ['a logger behind a thread', '2024-01-01 12:00:00,123 INFO [main] - shop.Cart - found', 'info', 'found'],
  [
    'columns with seconds',
    '134681 node-246 unix.hw state.off 1077804742 1 Component is in the unavailable state',
    undefined,
    'Component is in the unavailable state',
  ],
  [
    'columns with a state',
    '25 gige7 action error 1142529142 1 boot (command 19)',
    undefined,
    'boot (command 19)',
  ],
  [
    'the kernel',
    'Jan  1 12:00:00 web-1 kernel: [12345.678901] usb 1-1: new device',
    undefined,
    'usb 1-1: new device',
  ],
  ['dmesg', '[    0.000000] Linux version 6.1', undefined, 'Linux version 6.1'],
  ['Android Studio', '2024-01-01 12:00:00.123 12-34/com.acme.app E/Cart: no price', 'error', 'no price'],
  [
    'Android Studio since 2022',
    '2024-01-01 12:00:00.123 12-34 Cart  com.acme.app  E  no price',
    'error',
    'no price',
  ],
  ['logcat with a time', '03-17 16:13:46.694 W/Cart( 1702): no error here', 'warn', 'no error here'],
  ['Jupyter', '[E 2024-01-01 12:00:00.123 ServerApp] cart lost', 'error', 'cart lost'],
  ['Tornado', '[I 240101 12:00:00 web:2000] 200 GET /error 1.00ms', 'info', '200 GET /error 1.00ms'],
  ['Python with colons', '2024-01-01 12:00:00,123:ERROR:cart lost', 'error', 'cart lost'],
  ['loguru success', '2024-01-01 12:00:00.123 | SUCCESS  | shop:main:12 - error gone', 'info', 'error gone'],
  ['comma-separated', '2024-01-01 12:00:00,Error,Shop,cart lost', 'error', 'Shop,cart lost'],
  ['slog between levels', 'time=2024-01-01T12:00:00Z level=ERROR+4 msg="cart lost"', 'error', 'cart lost'],
  [
    'slog in JSON',
    '{"time":"2024-01-01T12:00:00Z","level":"WARN+1","msg":"error soon"}',
    'warn',
    'error soon',
  ],
  [
    'tracing with spans',
    '2024-01-01T12:00:00.123456Z ERROR request{id=5 path="/a b"}:query{n=1}: acme::shop: cart lost',
    'error',
    'cart lost',
  ],
  [
    'tracing in colour',
    '\u001b[2m2024-01-01T12:00:00.1Z\u001b[0m \u001b[31mERROR\u001b[0m \u001b[2macme::shop\u001b[0m\u001b[2m:\u001b[0m cart lost',
    'error',
    'cart lost',
  ],
  [
    '.NET console with a time',
    '2024-01-01 12:00:00 fail: Acme.Shop[0]\n      cart lost',
    'error',
    'cart lost',
  ],
  [
    'Spring Boot on Tomcat',
    '2024-01-01T12:00:00.123+01:00 ERROR 1 --- [shop] [nio-1] o.a.c.c.C.[.[.[/].[dispatcher]    : cart lost',
    'error',
    'cart lost',
  ],
  ['JBoss', '12:00:00,123 INFO  [org.acme.as] (Boot Thread) no error yet', 'info', 'no error yet'],
  [
    'java.util.logging',
    'Jan 01, 2024 12:00:00 PM com.acme.Shop add\nSEVERE: cart lost',
    'error',
    'cart lost',
  ],
  ['pino-pretty', '[12:00:00.123] ERROR (shop/12 on web-1): cart lost', 'error', 'cart lost'],
  ["log4j's own", 'log4j:ERROR no such key', 'error', 'no such key'],
  ['journald, assumed priority', '{"PRIORITY":"6","MESSAGE":"ERROR cart lost"}', 'error', 'cart lost'],
  ['journald, own priority', '{"PRIORITY":"3","MESSAGE":"cart lost"}', 'error', 'cart lost'],
  ['small letters behind a time', '2024-01-01 12:00:00 error Could not start', 'error', 'Could not start'],
  ['a letter in brackets', '[E] 2024-01-01 12:00:00 cart lost', 'error', 'cart lost'],
  ['a letter behind a time', '2024-01-01 12:00:00.123 E cart lost', 'error', 'cart lost'],
  ['Telegraf', '2024-01-01T12:00:00Z W! [outputs.x] error soon', 'warn', 'error soon'],
  ['an info in small letters', '2024-01-01 12:00:00 info cart error: 5', 'info', 'cart error: 5'],
];

describe('heads of public formats', () => {
  it.each(HEADS)('%s', (_name, text, level, message) => {
    const reading = readEntry(text);
    expect({ level: reading.level, message: reading.message }).toEqual({ level, message });
    expect(reading.kind).toBe(level === 'error' || level === 'fatal' ? 'log' : undefined);
  });
});

it('takes an exception in the journal for an error, whatever priority was assumed', () => {
  const MESSAGE = 'Traceback (most recent call last):\n  File "/a.py", line 1, in f\nValueError: no price';
  expect(readEntry(JSON.stringify({ PRIORITY: '6', MESSAGE }))).toMatchObject({
    level: 'error',
    kind: 'exception',
    message: 'ValueError: no price',
  });
});

it('takes what follows a colon for the message, even if it begins like a count', () => {
  expect(readEntry('Error: false alarm raised').level).toBe('error');
});

describe('access lines of public formats', () => {
  it.each([
    [
      'HAProxy',
      'Jan  1 12:00:00 web-1 haproxy[12]: 192.0.2.7:1234 [01/Jan/2024:12:00:00.123] front back/<NOSRV> 0/-1/-1/-1/0 503 213 - - SC-- 1/1/0/0/0 0/0 "GET /shop?token=x HTTP/1.1"',
      503,
    ],
    ['Gin', '[GIN] 2024/01/01 - 12:00:00 | 500 |    1.2ms |  192.0.2.7 | GET      "/shop"', 500],
    ['Gin, well', '[GIN] 2024/01/01 - 12:00:00 | 200 |    1.2ms |  192.0.2.7 | GET      "/shop"', 200],
    ['Django', '[01/Jan/2024 12:00:00] "GET /shop HTTP/1.1" 500 145', 500],
    [
      'IIS with all fields',
      '2024-01-01 12:00:00 W3SVC1 WEB1 198.51.100.1 GET /shop id=5 443 - 192.0.2.7 HTTP/1.1 Mozilla/5.0 - - example.com 500 0 0 1 2 15',
      500,
    ],
    ['behind a time', '2024-01-01T12:00:00+00:00 192.0.2.7 "GET /shop HTTP/1.1" 502 12', 502],
  ])('%s', (_name, text, status) => {
    const reading = readEntry(text);
    expect(reading.kind).toBe(status >= 500 ? 'http' : undefined);
    expect(reading.message).toBe(`GET /shop ${status}`);
  });
});

describe('lines that only speak of errors', () => {
  it.each([
    '2024-01-01 12:00:00 INFO error failed exception fatal 500',
    '2024-01-01 12:00:00 error handling is on',
    '2024-01-01 12:00:00 shop - error handling is on',
    '2024-01-01 12:00:00.123 | SUCCESS | shop - error rate 0',
    'error: 0, warnings: 0',
    '2024-01-01 12:00:00 "ERROR" found',
    '--- ERROR LOG ---',
    '2024-01-01 12:00:00 I am no error',
    '2024-01-01 12:00:00 I/O error count: 0',
    'Error: none',
    'error: 0 warnings: 2',
    'copied 1117838570 [main] ERROR pages',
    'fatal: 0',
    'ERROR-free run',
    'Jan  1 12:00:00 web-1 shop[12]: Critical section left',
    'Jan  1 12:00:00 web-1 shop[12]: Panic: none',
    'ALERT sent to 5 people',
    'status: ERROR -> OK',
    '[error-reporter] started',
    'FAIL  src/x.test.ts',
    '{"PRIORITY":"6","MESSAGE":"an error was handled"}',
    'level=info msg="fatal error: exception" status=500',
    '12:00:00.123 [main] INFO  com.acme.Shop - java.lang.RuntimeException: handled',
  ])('%s', (text) => {
    expect(readEntry(text).kind).toBeUndefined();
  });
});
