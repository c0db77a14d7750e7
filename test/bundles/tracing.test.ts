import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Stands where the X-Ray daemon listens in Lambda. */
const daemon = createSocket('udp4');

beforeAll(async () => {
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});

afterAll(async () => {
  daemon.close();
  await once(daemon, 'close');
});

/** Answers what the handler's caller saw, and the document that the daemon was sent. */
async function call(how: 'sound' | 'broken'): Promise<{ said: string; document: unknown }> {
  const env = {
    PATH: process.env['PATH'],
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: '/var/task',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  };
  const packet = once(daemon, 'message') as Promise<[Buffer]>;
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/bundles/traced-call.ts', how], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [[bytes]] = await Promise.all([packet, once(child, 'close')]);
  return { said, document: JSON.parse(bytes.toString().split('\n')[1] ?? '{}') };
}

describe('traced', () => {
  it.each([
    { how: 'sound', fault: {} },
    { how: 'broken', fault: { fault: true } },
  ] as const)(
    'sends X-Ray a segment of a $how call with the id that joins it to the log, and nothing of what was read',
    async ({ how, fault }) => {
      const { said, document } = await call(how);
      expect(said).toBe('as it was');
      expect(document).toMatchObject({
        name: '## notify',
        trace_id: '1-5759e988-bd862e3fe1be46a994272793',
        annotations: { Service: 'notify', correlationId: 'correlation-1' },
        ...fault,
      });
      expect(JSON.stringify(document)).not.toContain('hunter2');
    },
    30_000,
  );
});
