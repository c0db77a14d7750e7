import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonCommands } from '../../support/python-venv.ts';
import { ROOT_KEY } from './clients.ts';

/** AWS's own log agent, as its command line carries it. */
const PACKAGES = ['awscli==1.46.2', 'awscli-cwlogs==1.4.6'];

/** AWS's log agent, following one file into one log group, until it is stopped. */
export interface LogAgent {
  readonly stop: () => Promise<void>;
  /** What it printed, for when it brings nothing. */
  readonly said: () => string;
}

/** Starts the agent on a file. It sends what is there and what is appended; a line that begins with a time begins an event. */
export async function logAgent(props: {
  readonly endpoint: string;
  readonly file: string;
  readonly logGroup: string;
}): Promise<LogAgent> {
  const commands = await pythonCommands('trailhound-log-agent', PACKAGES);
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-agent-'));
  const config = join(folder, 'aws.conf');
  await writeFile(config, '[plugins]\ncwlogs = cwlogs\n[default]\nregion = us-east-1\n');
  await writeFile(join(folder, 'agent.conf'), agentConfig(folder, props));
  const child = spawn(
    join(commands, 'aws'),
    ['logs', 'push', '--config-file', join(folder, 'agent.conf'), '--endpoint-url', props.endpoint],
    {
      env: {
        PATH: process.env['PATH'],
        AWS_ACCESS_KEY_ID: ROOT_KEY,
        AWS_SECRET_ACCESS_KEY: ROOT_KEY,
        AWS_CONFIG_FILE: config,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
    },
  );
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const gone = once(child, 'close');
  return {
    said: () => said,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const agentConfig = (
  folder: string,
  { file, logGroup }: { readonly file: string; readonly logGroup: string },
): string =>
  [
    ...['[general]', `state_file = ${join(folder, 'state.db')}`, '[app]', `file = ${file}`],
    ...[`log_group_name = ${logGroup}`, 'log_stream_name = host1', 'datetime_format = %Y-%m-%d %H:%M:%S'],
    ...['initial_position = start_of_file', 'buffer_duration = 5000'],
    'multi_line_start_pattern = {datetime_format}',
    '',
  ].join('\n');
