import { cloudWatchClient, cloudWatchMetrics, taggingClient } from '#adapters/aws/cloudwatch-metrics';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { activeSuppressions } from '#app/suppressions';
import { type MetricWatchConfig, readMetricWatches } from '#config/metric-watch';
import { type Environment, readSettings } from '#config/settings';
import { watchMetricsSettings } from '#config/watch-metrics-settings';
import { TrailhoundError } from '#core/errors';
import type { WatchMetricsHandlerDeps } from '../watch-metrics/handler.ts';
import { loadCompiledSuppressions, readBeside } from './compiled-files.ts';
import { whenFirstUsed } from './when-first-used.ts';

const DAY_MS = 86_400_000;

/**
 * Joins the watch over metrics with CloudWatch and DynamoDB.
 *
 * Throws `TH_SETTINGS_REFUSED`, also for watches that are wrong, or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export function wireWatchMetrics(env: Environment): WatchMetricsHandlerDeps {
  const settings = readSettings(watchMetricsSettings, env);
  const { watches, maxSeries, lookBackDays } = loadWatches(settings.metricsFile);
  const log = powertoolsLog('watch-metrics', settings);
  const db = whenFirstUsed(() => dynamoClient());
  const { findingsTable, stateTable, alertFloor, retentionDays } = settings;
  const suppressions = activeSuppressions(
    loadCompiledSuppressions(settings.suppressionsFile),
    systemClock.now(),
  );
  for (const { id, place } of suppressions.expired) log.warn('a suppression has expired', { id, place });
  return {
    reader: cloudWatchMetrics({
      cloudWatch: whenFirstUsed(() => cloudWatchClient()),
      tagging: whenFirstUsed(() => taggingClient()),
    }),
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    state: dynamoStateStore({ db, stateTable }),
    suppressions,
    clock: systemClock,
    log,
    metrics: emfMetrics(settings.deployment, log),
    watches,
    limits: { maxSeries, lookBackMs: lookBackDays * DAY_MS },
    settings: { alertFloor, retentionDays },
    stopMarginMs: settings.stopMarginSeconds * 1_000,
  };
}

function loadWatches(path: string): MetricWatchConfig {
  const config = readMetricWatches(readBeside(path, 'TH_SETTINGS_REFUSED', 'Was it deployed?'));
  if (!config.ok) throw new TrailhoundError('TH_SETTINGS_REFUSED', `${path}:\n${config.error.join('\n')}`);
  return config.value;
}
