import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TrailhoundError } from '#core/errors';
import { beginInvocation } from './invocation.ts';
import { type LogLevel, powertoolsLog } from './powertools-log.ts';

/** What a function writes to its standard output, line by line. */
function written(
  level: LogLevel,
  write: (log: ReturnType<typeof powertoolsLog>) => void,
  logSampleRate = 0,
): Record<string, unknown>[] {
  const lines: string[] = [];
  const keep = (chunk: unknown) => lines.push(String(chunk)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
  write(powertoolsLog('collect-cloudtrail', { logLevel: level, logSampleRate }));
  jest.restoreAllMocks();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('powertoolsLog', () => {
  it('writes one line of JSON with the fields', () => {
    expect(
      written('info', (log) => log.info('region collected', { region: 'eu-west-1', pages: 3 })),
    ).toMatchObject([
      {
        level: 'INFO',
        message: 'region collected',
        service: 'collect-cloudtrail',
        region: 'eu-west-1',
        pages: 3,
      },
    ]);
  });

  it('says when, and in which trace', () => {
    const before = process.env['_X_AMZN_TRACE_ID'];
    process.env['_X_AMZN_TRACE_ID'] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
    const [line] = written('info', (log) => log.info('i'));
    if (before === undefined) delete process.env['_X_AMZN_TRACE_ID'];
    else process.env['_X_AMZN_TRACE_ID'] = before;
    expect(line).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    });
  });

  it('keeps a field from taking the place of what every line has, and hostile text on its line', () => {
    const lines = written('info', (log) =>
      log.info('a\n{"level":"ERROR"}\u2028', { level: 'x', service: 'y', region: '\u001b[31m' }),
    );
    expect(lines.at(-1)).toMatchObject({
      level: 'INFO',
      service: 'collect-cloudtrail',
      message: 'a\n{"level":"ERROR"}\u2028',
      region: '\u001b[31m',
    });
    // What was dropped is said, by name.
    expect(lines.slice(0, -1).map(({ level, message }) => [level, message])).toEqual([
      ['WARN', expect.stringMatching(/^The key "level" is .*dropped/)],
      ['WARN', expect.stringMatching(/^The key "service" is .*dropped/)],
    ]);
  });

  it('leaves out what is milder than its level', () => {
    const lines = written('warn', (log) => {
      log.debug('d');
      log.info('i');
      log.warn('w');
      log.error('e');
    });
    expect(lines.map((line) => line['message'])).toEqual(['w', 'e']);
  });

  it.each([
    {
      name: 'a parser',
      cause: new SyntaxError('Unexpected token in "secret"'),
      says: { errorKind: 'SyntaxError' },
    },
    { name: 'something thrown', cause: 'secret', says: { errorKind: 'string' } },
    {
      name: 'ours, with a cause',
      cause: new TrailhoundError('TH_STORE_WRITE', 'table: not written', { cause: new TypeError('secret') }),
      says: { errorCode: 'TH_STORE_WRITE', errorText: 'table: not written', causeKind: 'TypeError' },
    },
  ])('says kind and code of an error of $name, and none of its text', ({ cause, says }) => {
    const lines = written('info', (log) => log.error('failed', { region: 'eu-west-1' }, cause));
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'failed', region: 'eu-west-1', ...says }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('joins its lines to the delivery that caused them', () => {
    const id = 'aaaaaaaa-0000-4000-8000-000000000001';
    beginInvocation({}, { awsRequestId: id });
    expect(written('info', (log) => log.info('i', { correlation_id: 'mine' }))).toMatchObject([
      { correlation_id: 'mine', function_request_id: id },
    ]);
    expect(written('info', (log) => log.info('i'))).toMatchObject([{ correlation_id: id }]);
  });

  it('writes everything of the invocations that were drawn', () => {
    beginInvocation({}, { awsRequestId: 'aaaaaaaa-0000-4000-8000-000000000002' });
    const said = (rate: number) =>
      written('error', (log) => log.debug('d'), rate).filter(({ message }) => message === 'd').length;
    expect([said(0), said(1)]).toEqual([0, 1]);
  });
});
