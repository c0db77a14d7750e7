import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '../../../scripts/emulator/start.ts';
import { type EmulatorControl, emulatorControl } from '../../support/emulator-control.ts';
import { ACCOUNT, type Clients, clientSettings, clientsOf, REGION, ROOT_KEY } from './clients.ts';

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');
/** Built is before the tests (`npm run e2e`): files that run side by side would change dist/ while another stages it. */
const CDK_OPTIONS = ['--build', 'true', '--no-notices', '--no-color'];
const CDK_LIMIT_MS = 240_000;

/** An AWS account of one's own: an emulator, and a folder for what the CDK writes. */
export interface Sandbox {
  /** Whether policies are enforced. */
  readonly iam: boolean;
  readonly emulator: Emulator;
  readonly control: EmulatorControl;
  readonly clients: Clients;
  /** For files of the run; removed at the end. */
  readonly folder: string;
  /** Runs the real CDK CLI; answers all that it printed. Rejects with that when it ends with anything but 0. */
  readonly cdk: (args: readonly string[], cwd?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Starts an account, and works in one of its regions. */
export async function openSandbox({
  iam,
  region = REGION,
}: {
  readonly iam: boolean;
  readonly region?: string;
}): Promise<Sandbox> {
  const emulator = await startEmulator({
    iam,
    functions: true,
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-e2e-'));
  // The CLI remembers which account a key belongs to in its home; there it would meet other runs.
  const home = join(folder, 'home');
  await mkdir(home);
  const clients = clientsOf(emulator.endpoint, region);
  const cdk = async (args: readonly string[], cwd = ROOT) => {
    const options = {
      cwd,
      env: cdkEnvironment(emulator.endpoint, home, region),
      timeout: CDK_LIMIT_MS,
      maxBuffer: 1 << 26,
    };
    try {
      const { stdout, stderr } = await run(CDK, [...args, ...CDK_OPTIONS], options);
      return `${stdout}${stderr}`;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(
        `cdk ${args.join(' ')}\n${`${stdout}${stderr}`.slice(-6_000)}\n${emulator.output().slice(-3_000)}`,
      );
    }
  };
  return {
    ...{ iam, emulator, clients, folder, cdk },
    control: emulatorControl(() => clientSettings(emulator.endpoint)),
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await emulator.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function cdkEnvironment(endpoint: string, home: string, region: string): NodeJS.ProcessEnv {
  return {
    ...{ PATH: process.env['PATH'], TMPDIR: home, HOME: home },
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: ROOT_KEY, AWS_SECRET_ACCESS_KEY: ROOT_KEY, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
