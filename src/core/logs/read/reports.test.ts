import { describe, expect, it } from '@jest/globals';
import { isoFromMs } from '../../time.ts';
import { readEntry } from '../entry-reading.ts';

const U = '6bc28136-b7f7-4d8a-9c2d-1f0a2b3c4d5e';
const platform = (type: string, record: object): string =>
  JSON.stringify({ time: '2024-01-01T12:00:00.000Z', type, record: { requestId: U, ...record } });
const full = { memorySizeMB: 128, maxMemoryUsedMB: 128, durationMs: 5 };

describe("Lambda's own reports", () => {
  it.each([
    ['time-out', `2024-01-01T12:00:00.000Z ${U} Task timed out after 3.01 seconds`, 'timeout'],
    ['time-out, new form', `2024-01-01T12:00:00.000Z ${U} Task timed out after 3.01 seconds\n\n`, 'timeout'],
    [
      'report of a time-out',
      `REPORT RequestId: ${U}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\tStatus: timeout`,
      'timeout',
    ],
    [
      'report of a full memory',
      `REPORT RequestId: ${U}\tDuration: 90.00 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.ExitError`,
      'out-of-memory',
    ],
    [
      'report of a crash',
      `REPORT RequestId: ${U}\tDuration: 90.00 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\tStatus: error\tError Type: Runtime.ExitError`,
      'crash',
    ],
    [
      'killed',
      `RequestId: ${U} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
      'out-of-memory',
    ],
    ['exited', `RequestId: ${U} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`, 'crash'],
    ['exited without a word', `RequestId: ${U} Error: Runtime exited without providing a reason`, 'crash'],
    ['init report', 'INIT_REPORT Init Duration: 9999.81 ms\tPhase: init\tStatus: timeout', 'init'],
    [
      'init error',
      'INIT_REPORT Init Duration: 90.81 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError',
      'init',
    ],
    [
      'import',
      "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'x'\nTraceback (most recent call last):",
      'init',
    ],
    [
      'import in JSON',
      JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage: 'no module', stackTrace: [] }),
      'init',
    ],
    [
      'Node.js import',
      `2024-01-01T12:00:00.000Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.ImportModuleError","errorMessage":"no module","stack":["Runtime.ImportModuleError: no module","    at f (file:///var/runtime/index.mjs:1:2)"]}`,
      'init',
    ],
    [
      'heap',
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'out-of-memory',
    ],
    ['platform.report time-out', platform('platform.report', { status: 'timeout', metrics: {} }), 'timeout'],
    [
      'platform.report memory',
      platform('platform.report', { status: 'error', errorType: 'Runtime.OutOfMemory', metrics: full }),
      'out-of-memory',
    ],
    [
      'platform.report crash',
      platform('platform.report', { status: 'error', errorType: 'Runtime.ExitError', metrics: {} }),
      'crash',
    ],
    [
      'platform.initReport',
      platform('platform.initReport', { status: 'error', errorType: 'Runtime.Unknown', phase: 'init' }),
      'init',
    ],
  ])('%s', (_name, text, kind) => {
    expect(readEntry(text).kind).toBe(kind);
  });

  it.each([
    `START RequestId: ${U} Version: $LATEST`,
    `END RequestId: ${U}`,
    'INIT_START Runtime Version: nodejs:20.v1',
    `REPORT RequestId: ${U}\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB`,
    platform('platform.report', { status: 'success', metrics: full }),
    platform('platform.report', { status: 'failure', metrics: {} }),
    platform('platform.runtimeDone', { status: 'timeout' }),
    platform('platform.start', {}),
  ])('%s is none', (text) => {
    expect(readEntry(text)).toMatchObject({ level: undefined, kind: undefined });
  });

  it('says the same of a time-out wherever it is told', () => {
    const line = readEntry(`2024-01-01T12:00:00.000Z ${U} Task timed out after 3.01 seconds`);
    const report = readEntry(platform('platform.report', { status: 'timeout' }));
    expect(line.message).toBe(report.message);
  });
});

describe('access lines', () => {
  it.each([
    ['common', '192.0.2.7 - bob [10/Oct/2024:13:55:36 -0700] "GET /a.gif?x=1 HTTP/1.0" 503 2326', 503],
    [
      'combined',
      '192.0.2.7 - - [10/Oct/2024:13:55:36 +0000] "POST /buy HTTP/1.1" 500 0 "https://example.com/" "curl/8"',
      500,
    ],
    ['not found', '192.0.2.7 - - [10/Oct/2024:13:55:36 +0000] "GET /error HTTP/1.1" 404 0 "-" "ERROR"', 404],
    [
      'behind a virtual host',
      'shop.example.com:443 192.0.2.7 - - [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 502 0',
      502,
    ],
    [
      'ALB',
      'h2 2024-07-02T22:23:00.186641Z app/lb/50dc6c495c0c9188 192.0.2.7:2817 198.51.100.1:80 0.0 0.0 0.0 502 - 34 366 "GET https://example.com:443/ HTTP/2.0" "curl" - -',
      502,
    ],
    [
      'classic ELB',
      '2024-05-13T23:39:43.945958Z lb 192.0.2.7:2817 198.51.100.1:80 0.000073 0.001048 0.000057 504 0 0 29 "GET http://example.com:80/ HTTP/1.1" "curl" - -',
      504,
    ],
    [
      'S3',
      'owner bucket [06/Feb/2024:00:00:38 +0000] 192.0.2.3 owner 3E57427F3EXAMPLE REST.GET.OBJECT key "GET /bucket/key HTTP/1.1" 500 InternalError 113 - 7 - "-" "S3" -',
      500,
    ],
    ['IIS', '2024-01-01 12:00:00 198.51.100.1 GET /shop - 443 - 192.0.2.7 Mozilla/5.0 - 500 0 0 15', 500],
    ['CloudFront', '2024-01-01\t12:00:00\tFRA2\t100\t192.0.2.7\tGET\td1.example.com\t/shop\t502\t-', 502],
    [
      'API Gateway',
      JSON.stringify({
        requestId: 'x',
        httpMethod: 'GET',
        resourcePath: '/shop',
        status: '502',
        protocol: 'HTTP/1.1',
      }),
      502,
    ],
    ['Uvicorn', 'INFO:     192.0.2.7:5000 - "GET /shop HTTP/1.1" 500 Internal Server Error', 500],
    [
      'in syslog',
      'Jan  1 12:00:00 web-1 nginx[12]: 192.0.2.7 - - [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 502 0',
      502,
    ],
  ])('%s', (_name, text, status) => {
    expect(readEntry(text).kind).toBe(status >= 500 ? 'http' : undefined);
  });

  it('takes the query from the request, for it may hold a secret', () => {
    const line = '192.0.2.7 - bob [10/Oct/2024:13:55:36 -0700] "GET /a?token=s3cret HTTP/1.0" 503 2326';
    expect(readEntry(line)).toMatchObject({ level: 'error', message: 'GET /a 503' });
  });

  it.each([
    ['common', '192.0.2.7 - bob [10/Oct/2024:13:55:36 -0700] "GET /a HTTP/1.0" 503 2326', '20:55:36Z'],
    ['IPv6', '2001:db8::7 - - [10/Oct/2024:13:55:36 +0000] "GET /a HTTP/1.0" 503 1 "-" "[x]"', '13:55:36Z'],
    ['Django, without a zone', '[10/Oct/2024 13:55:36] "GET /shop HTTP/1.1" 500 145', undefined],
    ['IIS', '2024-10-10 12:00:00 198.51.100.1 GET / - 443 - 192.0.2.7 Mozilla/5.0 - 500 0 0 15', '12:00:00Z'],
    [
      'a load balancer',
      'h2 2024-10-10T22:23:00Z app/lb/50dc 192.0.2.7:2817 198.51.100.1:80 0.0 0.0 0.0 502 - 34 366 "GET https://example.com:443/ HTTP/2.0" "curl" - -',
      '22:23:00Z',
    ],
    [
      'CloudFront',
      '2024-10-10\t12:00:00\tLHR1\t1\t192.0.2.7\tGET\texample.com\t/a\t503\t-\t-\t-',
      '12:00:00Z',
    ],
  ])('have their own time: %s', (_name, text, clock) => {
    const { at, kind } = readEntry(text);
    expect(kind).toBe('http');
    expect(at === undefined ? undefined : isoFromMs(at)).toBe(clock && `2024-10-10T${clock}`);
  });

  it('leaves a request in the message of a logger alone', () => {
    const nova =
      '2024-01-01 12:00:00.008 25746 INFO nova.server [req-1] 192.0.2.7 "GET /v2/x HTTP/1.1" status: 500 len: 5';
    expect(readEntry(nova)).toMatchObject({ level: 'info', kind: undefined });
  });
});

describe('what ends a process from outside', () => {
  it.each([
    [
      'the kernel, out of memory',
      'Jan  1 12:00:00 web-1 kernel: [12.345] Out of memory: Killed process 7 (java)',
      'Out of memory: 7 (java)',
    ],
    [
      'the kernel, for a container',
      'Jan  1 12:00:00 web-1 kernel: Memory cgroup out of memory: Killed process 7 (java)',
      'Out of memory: 7 (java)',
    ],
    ['CPython', 'Fatal Python error: Segmentation fault', 'crash: Fatal Python error: Segmentation fault'],
    ['the C library', 'free(): invalid pointer', 'crash: free(): invalid pointer'],
  ])('reads %s', (_name, text, message) => {
    expect(readEntry(text)).toMatchObject({ level: 'fatal', kind: 'exception', message });
  });
});

describe('what a client or a zone can pretend', () => {
  it('takes a status that a client sent in its request for none', () => {
    const line = (request: string, status: number): string =>
      `192.0.2.7 - - [10/Oct/2024:13:55:36 +0000] "${request}" ${status} 12`;
    expect(readEntry(line('GET /?q=\\" 500 \\" HTTP/1.1', 200)).kind).toBeUndefined();
    expect(readEntry(line('GET /a\\\\ HTTP/1.1', 502)).kind).toBe('http');
  });

  it.each(['2026-01-01 12:00:00,000 CRIT lost', '12:00:00 CRIT lost', 'Sun Dec 04 04:47:44 CRIT lost'])(
    'takes no level for a zone: %s',
    (text) => {
      expect(readEntry(text)).toMatchObject({ level: 'fatal', message: 'lost' });
    },
  );
});
