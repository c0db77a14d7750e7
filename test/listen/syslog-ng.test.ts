import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { cleanUp, findingsIn, newData, startListener, until } from './listen-process.ts';
import { startSyslogNg, syslogNgObstacle } from './syslog-ng.ts';

jest.setTimeout(300_000);

const obstacle = syslogNgObstacle();
const describeAgent = obstacle === undefined ? describe : describe.skip;

describeAgent(`syslog-ng${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  afterEach(cleanUp);

  it('delivers a file over HTTP, and the alert comes out at the other end', async () => {
    const data = await newData();
    const file = join(data, 'app.log');
    await writeFile(join(data, 'secret'), 's3cret\n');
    await writeFile(file, '2026-01-01 10:00:00 INFO started\n');
    const listener = await startListener(data, '--secret-file', join(data, 'secret'));
    const url = `http://127.0.0.1:${listener.http}/var/app`;
    const agent = await startSyslogNg(join(data, 'sng'), { file, url, token: 's3cret' });
    try {
      await appendFile(
        file,
        '2026-01-01 10:00:01 ERROR could not reach the database: connection refused\n2026-01-01 10:00:02 INFO again\n',
      );
      await until(() => listener.out().includes('could not reach the database'), 60_000);
    } finally {
      await agent.stop();
    }
    expect(await listener.end('SIGTERM')).toBe(0);
    expect(await findingsIn(data)).toMatchObject([
      { ruleId: 'trailhound:log-error', count: 1, eventSource: 'var.app' },
    ]);
  });
});
