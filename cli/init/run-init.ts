import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { awsAccountSurvey } from '#adapters/aws/account-survey';
import { type DeploymentWish, type Proposal, proposeDeployment, UNSEEN } from '#app/propose-deployment';
import { type AccountFacts, surveyAccount } from '#app/survey-account';
import { readDeployment } from '#config/deployment/settings';
import { escapeForTerminal } from '#core/escape';
import type { Door } from '#ports/metrics';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { loadCliRules } from '../load-rules.ts';
import { type Ask, asking, Cancelled, canAsk } from './ask.ts';
import { deploymentYaml } from './deployment-yaml.ts';
import { initReport } from './init-report.ts';
import { taken, writeNewFile } from './write-new-file.ts';

export interface InitOptions {
  readonly yes?: true;
  readonly region?: string;
  readonly email?: readonly string[];
  readonly source?: readonly Door[];
  readonly logGroup?: readonly string[];
  readonly bucket?: readonly string[];
  readonly offline?: true;
  readonly file: string;
  readonly force?: true;
}

/**
 * Writes the file of a deployment and says what it means.
 *
 * Throws `TH_USAGE` where the file exists or a door was asked for without anything to watch, `TH_SETTINGS_REFUSED` where
 * what was given cannot be used. Then nothing is written.
 */
export async function runInit(options: InitOptions, context: CliContext): Promise<void> {
  const path = resolve(context.io.cwd, options.file);
  if (existsSync(path) && !options.force) throw taken(options.file);
  const ask = options.yes || !canAsk(context) ? undefined : asking(context);
  try {
    await writeDeployment(options, path, ask, context);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    context.say('Nothing was written.');
    context.exitWith(EXIT.interrupted);
  }
}

async function writeDeployment(
  options: InitOptions,
  path: string,
  ask: Ask | undefined,
  context: CliContext,
): Promise<void> {
  const region = await regionOf(options, ask, context);
  const facts = options.offline ? undefined : await look(region, context);
  const proposal = await decided(options, region, facts, ask);
  const emails = options.email ?? (ask ? await ask.emails() : []);
  const text = deploymentYaml({ proposal, region, emails });
  const settings = readDeployment(options.file, text);
  if (!settings.ok)
    throw new AdvisedError(
      'TH_SETTINGS_REFUSED',
      ['this would not be a deployment; nothing was written:', ...settings.error].join('\n'),
    );
  const { cwd, root } = context.io;
  const { rules, correlations } = await loadCliRules({ builtin: true, paths: [], cwd, root });
  await writeNewFile(path, text, { name: options.file, option: '--file', force: options.force === true });
  const hasApp = existsSync(resolve(cwd, 'cdk.json'));
  const report = {
    settings: settings.value,
    proposal,
    facts,
    region,
    rules: rules.length + correlations.length,
    hasApp,
  };
  context.out.write(initReport({ ...report, file: options.file }, context.colours));
}

async function regionOf({ region }: InitOptions, ask: Ask | undefined, { io }: CliContext): Promise<string> {
  if (region !== undefined) return region;
  const proposed = io.env['AWS_REGION'] || io.env['AWS_DEFAULT_REGION'] || 'us-east-1';
  return ask ? ask.region(proposed) : proposed;
}

async function look(region: string, { io, say }: CliContext): Promise<AccountFacts> {
  say(escapeForTerminal(`Looking at the account in ${region}; nothing is changed.`));
  return surveyAccount(region, { survey: awsAccountSurvey(region), clock: io.clock });
}

/** The proposal as it was asked for, or as a person changed it. */
async function decided(
  options: InitOptions,
  region: string,
  facts: AccountFacts = UNSEEN,
  ask: Ask | undefined,
): Promise<Proposal> {
  const wish: DeploymentWish = {
    region,
    doors: options.source && withNamed(options.source, options),
    logGroups: options.logGroup ?? [],
    buckets: options.bucket ?? [],
  };
  const first = proposeDeployment(facts, wish);
  const proposal =
    ask && options.source === undefined
      ? proposeDeployment(facts, { ...wish, doors: await ask.doors(first) })
      : first;
  const [missing] = proposal.missing;
  if (missing === undefined) return proposal;
  const [what, option] = missing === 'logs' ? ['log group', '--log-group'] : ['bucket', '--bucket'];
  throw new AdvisedError(
    'TH_USAGE',
    `--source ${missing}: no ${what} of a trail was found that can be used; name one with ${option}`,
  );
}

/** Who names a group or a bucket wants its door open. */
const withNamed = (doors: readonly Door[], { logGroup, bucket }: InitOptions): readonly Door[] => [
  ...doors,
  ...(logGroup ? (['logs'] as const) : []),
  ...(bucket ? (['objects'] as const) : []),
];
