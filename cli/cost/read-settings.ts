import { type DeploymentSettings, withDefaults } from '#config/deployment/defaults';
import { readDeployment } from '#config/deployment/settings';
import { AdvisedError } from '../advised-error.ts';
import { readOptionalFile } from '../optional-file.ts';

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
  const found = await readOptionalFile(named, DEPLOYMENT_FILE, cwd);
  if (!found) return { settings: withDefaults({}), file: undefined };
  const { file, text } = found;
  const read = readDeployment(file, text);
  if (read.ok) return { settings: read.value, file };
  throw new AdvisedError('TH_SETTINGS_REFUSED', [`${file} cannot be used:`, ...read.error].join('\n'));
}
