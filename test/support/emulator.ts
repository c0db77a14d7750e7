import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emulatorObstacle } from '../../scripts/emulator/install.ts';
import { type Emulator, startEmulator } from '../../scripts/emulator/start.ts';
import { type EmulatorControl, emulatorControl } from './emulator-control.ts';

/** What tests can do with the emulator; see scripts/emulator/event_history.py for what it adds to CloudTrail. */
export interface EmulatorUse extends Pick<EmulatorControl, 'inject' | 'throttle' | 'expireTokens'> {
  /** Only inside tests and hooks: it is started by the suite. */
  readonly endpoint: () => string;
  /** Settings for any SDK client. */
  readonly client: () => {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

const START_LIMIT_MS = 360_000;
const KEY = 'test';

/**
 * A suite against the AWS emulator: one that runs already (`TRAILHOUND_EMULATOR_ENDPOINT`), or one that is started.
 *
 * Where it can't run the suite is skipped, with the reason in its name; with `CI=true` that is a failure.
 */
export function describeWithEmulator(name: string, body: (emulator: EmulatorUse) => void): void {
  const given = process.env['TRAILHOUND_EMULATOR_ENDPOINT'];
  const obstacle = given ? undefined : emulatorObstacle();
  if (obstacle !== undefined) {
    skip(name, obstacle);
    return;
  }
  describe(name, () => {
    let started: Emulator | undefined;
    beforeAll(async () => {
      if (!given) started = await startEmulator({ tell: (line) => process.stderr.write(`${line}\n`) });
    }, START_LIMIT_MS);
    afterAll(async () => started?.stop());
    body(use(() => given ?? started?.endpoint ?? ''));
  });
}

function skip(name: string, obstacle: string): void {
  const label = `${name} (skipped: ${obstacle})`;
  if (process.env['CI'] !== 'true') {
    // The runner names skipped suites only when it is asked to.
    process.stderr.write(`${label}\n`);
    describe.skip(label, () => it('needs the emulator', () => {}));
    return;
  }
  describe(label, () => it('runs in CI', () => expect(`the emulator can't run: ${obstacle}`).toBe('')));
}

function use(endpoint: () => string): EmulatorUse {
  const client = () => ({
    endpoint: endpoint(),
    region: 'us-east-1',
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
  });
  return { endpoint, client, ...emulatorControl(client) };
}
