import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { TrailhoundError } from '#core/errors';

/** Everybody may read: a zip keeps the modes, and Lambda runs the code as another user. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * Lays a built bundle and the files that go with it into a folder of its own, and hands it to `use` as an asset.
 *
 * The asset's hash comes from names and contents alone, so the same rules and code give the same template. The source map
 * stays behind: it would cost time at every cold start. Throws `TH_BUNDLE_MISSING` when the function has not been built.
 */
export function withStagedBundle<Made>(
  scope: Construct,
  bundle: string,
  files: Readonly<Record<string, string>>,
  use: (code: Code) => Made,
): Made {
  const code = join(bundle, 'index.mjs');
  if (!existsSync(code)) {
    throw new TrailhoundError('TH_BUNDLE_MISSING', `${code}: not there. Run: npm run build`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-bundle-'));
  chmodSync(folder, FOLDER_MODE);
  copyFileSync(code, join(folder, 'index.mjs'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const name of ['index.mjs', ...Object.keys(files)]) chmodSync(join(folder, name), FILE_MODE);
  const made = use(Code.fromAsset(folder));
  // CDK has its own copy by now, unless it was told to make none (`cdk synth --no-staging`).
  if (!isStagingDisabled(scope)) rmSync(folder, { recursive: true, force: true });
  return made;
}

const isStagingDisabled = (scope: Construct): boolean =>
  Boolean(scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT));
