import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import type { SearchAuth } from '#adapters/search/search-auth';
import { searchSink } from '#adapters/search/search-sink';
import { secretLogin } from '#adapters/search/secret-login';
import { indexSearchSettings } from '#config/index-search-settings';
import { regionOf } from '#config/search-settings';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { TrailhoundError } from '#core/errors';
import type { IndexSearchDeps } from '../index-search/handler.ts';
import { whenFirstUsed } from './when-first-used.ts';

/** Documents of one invocation travel together; they wait no longer for each other. */
const LINGER_MS = 20;
/** Below the function's time limit, so that it can answer what is to come again. */
const PATIENCE_MS = 20_000;

/** Joins the writer of search documents with the search server. Throws `TH_SETTINGS_REFUSED`, and so stops the cold start. */
export function wireIndexSearch(env: Environment): IndexSearchDeps {
  const settings = readSettings(indexSearchSettings, env);
  const log = powertoolsLog('index-search', settings);
  const { endpoint, prefix, retentionDays, replicas } = settings;
  const sink = searchSink({
    ...{ url: endpoint, prefix, log, clock: systemClock },
    auth: authOf(settings, env),
    keeping: { retentionDays, replicas },
    lingerMs: LINGER_MS,
    patienceMs: PATIENCE_MS,
  });
  return { sink, log, metrics: emfMetrics(settings.deployment, log) };
}

function authOf(
  { auth, endpoint, secretArn }: SettingsOf<typeof indexSearchSettings>,
  env: Environment,
): SearchAuth {
  if (auth === 'none') return { kind: 'none' };
  if (auth === 'basic') {
    if (secretArn === 'none') throw refused('TRAILHOUND_SEARCH_SECRET_ARN: missing, needed for basic');
    const client = whenFirstUsed(() => new SecretsManagerClient({ maxAttempts: 4 }));
    return { kind: 'login', login: secretLogin({ client, secretArn, clock: systemClock }) };
  }
  const region = regionOf(endpoint) ?? env['AWS_REGION'];
  if (region === undefined)
    throw refused('TRAILHOUND_SEARCH_ENDPOINT: names no region, and AWS_REGION is not set');
  return {
    kind: 'iam',
    service: auth === 'iam:aoss' ? 'aoss' : 'es',
    region,
    credentials: defaultProvider(),
  };
}

const refused = (problem: string): TrailhoundError =>
  new TrailhoundError('TH_SETTINGS_REFUSED', `1 problem(s) in the settings:\n${problem}`);
