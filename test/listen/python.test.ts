import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { whyNoServer } from '../../scripts/servers/install.ts';
import { OPENSEARCH } from '../../scripts/servers/server-kinds.ts';
import { startServer } from '../../scripts/servers/start.ts';
import { pythonObstacle } from '../support/python-venv.ts';
import { cleanUp, findingsIn, newData, startListener, until } from './listen-process.ts';
import { pythonWithClients } from './python-clients.ts';

jest.setTimeout(600_000);

const run = promisify(execFile);
const obstacle = pythonObstacle();
const noServer = whyNoServer();
const describePython = obstacle === undefined ? describe : describe.skip;
const itSearches = noServer === undefined ? it : it.skip;
const because = (reason: string | undefined) => (reason === undefined ? '' : ` (skipped: ${reason})`);

/** Sends three equal errors within one second, and two with nanoseconds, as programs do. */
const SENDS = `
import sys
from fluent import sender
for precise in (False, True):
    logger = sender.FluentSender('app', host='127.0.0.1', port=int(sys.argv[1]), nanosecond_precision=precise)
    for n in range(2 if precise else 3):
        assert logger.emit_with_time('pay', 1767225600.5 if precise else 1767225600, {'level': 'error', 'message': 'card was refused'}) or logger.last_error
    logger.close()
`;

describePython(`the logger for Python${because(obstacle)}`, () => {
  let python = '';
  beforeAll(async () => {
    python = await pythonWithClients();
  });
  afterEach(cleanUp);

  it('delivers to a listener, equal messages too', async () => {
    const data = await newData();
    const listener = await startListener(data);
    await run(python, ['-c', SENDS, String(listener.forward)]);
    expect(await listener.end('SIGTERM')).toBe(0);
    expect(await findingsIn(data)).toMatchObject([{ ruleId: 'trailhound:log-error', count: 5 }]);
    expect(listener.out()).toContain('card was refused');
  });

  itSearches(`a script of ten lines ships a record and finds it again${because(noServer)}`, async () => {
    const server = await startServer(OPENSEARCH);
    try {
      const data = await newData();
      const listener = await startListener(data, '--search', server.url.href, '--search-index', 'logs');
      const script = fileURLToPath(new URL('ship_and_search.py', import.meta.url));
      const env = { ...process.env, FLUENT_PORT: String(listener.forward), SEARCH_URL: server.url.href };
      const { stdout } = await run(python, [script], { env });
      expect(stdout.trim()).toBe('userA follows userB app.follow 1');

      const answer = await fetch(`http://127.0.0.1:${listener.http}/pay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"level":"error","message":"no funds"}',
      });
      expect(answer.status).toBe(200);
      await until(async () => {
        const found = await fetch(new URL('/logs-findings/_search?q=*', server.url));
        return (await found.text()).includes('trailhound:log-error');
      });
      expect(await listener.end('SIGTERM')).toBe(0);
    } finally {
      await server.stop();
    }
  });
});
