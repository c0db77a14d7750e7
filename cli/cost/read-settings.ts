import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DeploymentSettings, withDefaults } from '#config/deployment/defaults';
import { readDeployment } from '#config/deployment/settings';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from '../advised-error.ts';
import { reasonOf } from '../rule-files.ts';

/** The file that is read when none is named. */
export const DEPLOYMENT_FILE = 'trailhound.yml';

/** Settings and the file that they come from; `undefined`: all of them are defaults. */
export interface NamedSettings {
  readonly settings: DeploymentSettings;
  readonly file: string | undefined;
}

/**
 * Reads the deployment that a person means: the file that is named, else `trailhound.yml` of the current folder, else
 * all defaults. Throws `TH_INPUT_UNREADABLE`, or `TH_SETTINGS_REFUSED` with every problem.
 */
export async function readSettingsFile(named: string | undefined, cwd: string): Promise<NamedSettings> {
  const file = named ?? DEPLOYMENT_FILE;
  const path = resolve(cwd, file);
  if (named === undefined && !existsSync(path)) return { settings: withDefaults({}), file: undefined };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new TrailhoundError('TH_INPUT_UNREADABLE', `${file}: ${reasonOf(cause)}`, { cause });
  }
  const read = readDeployment(file, text);
  if (read.ok) return { settings: read.value, file };
  throw new AdvisedError('TH_SETTINGS_REFUSED', [`${file} cannot be used:`, ...read.error].join('\n'));
}
