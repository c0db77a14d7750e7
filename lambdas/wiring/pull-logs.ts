import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { awsLogGroups } from '#adapters/aws/log-groups';
import { ONCE } from '#adapters/aws/log-groups-calls';
import { awsLogEvents } from '#adapters/aws/log-groups-events';
import { systemClock } from '#adapters/aws/system-clock';
import { LOG_REQUEST_INTERVAL_MS } from '#app/logs/walk-group';
import { pacer } from '#app/pacer';
import { pullLogsSettings } from '#config/pull-logs-settings';
import { type Environment, readSettings } from '#config/settings';
import { TrailhoundError } from '#core/errors';
import type { PullHandlerDeps } from '../pull-logs/handler.ts';
import { joinAppLogs } from './app-logs.ts';
import { findingParts } from './finding-parts.ts';
import { whenFirstUsed } from './when-first-used.ts';

/**
 * Joins the function that looks after log groups with CloudWatch Logs, the tagging service and DynamoDB.
 *
 * Throws `TH_SETTINGS_REFUSED`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export function wirePullLogs(env: Environment): PullHandlerDeps {
  const settings = readSettings(pullLogsSettings, env);
  if (settings.appLogsFile === 'none')
    throw new TrailhoundError('TH_SETTINGS_REFUSED', 'TRAILHOUND_APP_LOGS_FILE: this function needs a file');
  const logs = whenFirstUsed(() => new CloudWatchLogsClient({ maxAttempts: 6 }));
  const tags = whenFirstUsed(() => new ResourceGroupsTaggingAPIClient({ maxAttempts: 6 }));
  return {
    ...joinAppLogs(settings, findingParts(settings, 'pull-logs'), env),
    logGroups: awsLogGroups({ logs, tags }),
    events: awsLogEvents(whenFirstUsed(() => new CloudWatchLogsClient(ONCE))),
    pacer: pacer(systemClock, LOG_REQUEST_INTERVAL_MS),
    random: Math.random,
    region: env['AWS_REGION'] ?? '',
    filterName: filterName(settings.deployment),
    destinationArn: settings.watchLogsArn,
    trailGroups: settings.trailLogGroups === 'all' ? [] : settings.trailLogGroups,
    stopMarginMs: settings.stopMarginSeconds * 1_000,
  };
}

/** Names of filters hold neither colons nor stars (CloudWatch Logs API Reference, PutSubscriptionFilter). */
const filterName = (deployment: string): string =>
  `Trailhound application logs (${deployment.replace(/[:*]/g, '-')})`;
