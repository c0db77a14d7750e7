import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emulatorObstacle } from '../../scripts/emulator/install.ts';
import { type Emulator, startEmulator } from '../../scripts/emulator/start.ts';

/** What tests can do with the emulator; see scripts/emulator/event_history.py for what it adds to CloudTrail. */
export interface EmulatorUse {
  /** Only inside tests and hooks: it is started by the suite. */
  readonly endpoint: () => string;
  /** Settings for any SDK client. */
  readonly client: () => {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Puts records into a region's history; each needs eventID, eventName, eventSource and eventTime. */
  readonly inject: (
    region: string,
    records: readonly { readonly [field: string]: unknown }[],
  ) => Promise<void>;
  /** Has the region's next lookups refused. */
  readonly throttle: (region: string, times: number) => Promise<void>;
  /** Makes all tokens invalid that were given out so far. */
  readonly expireTokens: (region: string) => Promise<void>;
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
      if (!given) started = await startEmulator((line) => process.stderr.write(`${line}\n`));
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
  const act = async (region: string, action: string, body: unknown) => {
    const answer = await fetch(endpoint(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${action}`,
        // Not checked, but the emulator takes account and region from it.
        authorization: `AWS4-HMAC-SHA256 Credential=${KEY}/20260101/${region}/cloudtrail/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  };
  return {
    endpoint,
    client: () => ({
      endpoint: endpoint(),
      region: 'us-east-1',
      credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    }),
    inject: (region, records) => act(region, 'TrailhoundInject', { Events: records }),
    throttle: (region, times) => act(region, 'TrailhoundThrottle', { Times: times }),
    expireTokens: (region) => act(region, 'TrailhoundExpireTokens', {}),
  };
}
