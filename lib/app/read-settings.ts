import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { DeploymentInput } from '#config/deployment/input';
import { readDeploymentInput } from '#config/deployment/settings';
import { TrailhoundError } from '#core/errors';

/** Looked for where `cdk` is started, unless the context names another file. */
const DEFAULT_FILE = 'trailhound.yml';

/** Settings as a person gave them, and the folder that their paths start at. */
export interface GivenSettings {
  readonly input: DeploymentInput;
  readonly basePath: string;
}

/**
 * Reads `trailhound.yml`, or the file that `-c config=path` names; without either everything is at its default.
 *
 * Throws `TH_SETTINGS_REFUSED` with every problem of the file, for a named file that is not there, for one that cannot be
 * read, and for settings in the CDK context, where they once were.
 */
export function readGivenSettings(app: App): GivenSettings {
  refuseOldContext(app);
  const named: unknown = app.node.tryGetContext('config');
  const file = typeof named === 'string' && named !== '' ? named : DEFAULT_FILE;
  const path = resolve(file);
  const isThere = existsSync(path);
  if (!isThere && named !== undefined) throw refused([`${file}: there is no such file (-c config=…)`]);
  const read = readDeploymentInput(file, isThere ? textOf(path, file) : '');
  if (!read.ok) throw refused([`${read.error.length} problem(s) in ${file}:`, ...read.error]);
  return { input: read.value, basePath: dirname(path) };
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw refused([`${file}: ${code === 'EISDIR' ? 'this is a folder' : `it cannot be read (${code})`}`]);
  }
}

/** Where each of the old context keys went. */
const MOVED: Readonly<Record<string, string>> = {
  'trailhound.regions': 'regions: [eu-central-1]',
  'trailhound.everyMinutes': 'sources: { eventHistory: { everyMinutes: 5 } }',
  'trailhound.alertFloor': 'alerts: { minSeverity: medium }',
  'trailhound.email': 'alerts: { email: [you@example.com] }',
};

function refuseOldContext(app: App): void {
  const context = app.node.getAllContext() as Readonly<Record<string, unknown>>;
  const old = Object.keys(context).filter((key) => key === 'trailhound' || key.startsWith('trailhound.'));
  if (old.length === 0) return;
  const lines = old.map((key) => {
    const instead = MOVED[key];
    return instead === undefined ? `${key}: there is no such setting` : `${key}: write \`${instead}\` there`;
  });
  throw refused([
    `Settings are no longer taken from the CDK context. They belong into ${DEFAULT_FILE}:`,
    ...lines,
  ]);
}

const refused = (lines: readonly string[]): TrailhoundError =>
  new TrailhoundError('TH_SETTINGS_REFUSED', lines.join('\n'));
