import { cloudTrailClients, cloudTrailReader } from '#adapters/aws/cloudtrail-reader';
import { withoutEvents } from '#app/reconcile';
import { triage } from '#app/triage';
import { collectSettings } from '#config/collect-settings';
import { type Environment, readSettings } from '#config/settings';
import { needsReads } from '#core/lookup-plan';
import type { CollectHandlerDeps } from '../collect-cloudtrail/handler.ts';
import { joinTriage } from './triage.ts';

/**
 * Joins the collector with CloudTrail and DynamoDB.
 *
 * Throws `TH_SETTINGS_REFUSED`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export function wireCollector(env: Environment): CollectHandlerDeps {
  const settings = readSettings(collectSettings, env);
  const deps = joinTriage(settings, 'collect-cloudtrail');
  // A heartbeat found by reconciling would tell how late that runs, and nothing about the door.
  const { heartbeat: _, ...again } = { ...deps, metrics: withoutEvents(deps.metrics) };
  return {
    ...deps,
    reader: cloudTrailReader(cloudTrailClients()),
    triage: (batch) => triage(batch, deps),
    triageAgain: (batch) => triage(batch, again),
    random: Math.random,
    stopMarginMs: settings.stopMarginSeconds * 1_000,
    request: {
      regions: settings.regions,
      writesOnly: !needsReads(deps.detector.requiredEventNames),
      cursor: { overlapMs: settings.overlapMinutes * 60_000, lookBackMs: settings.lookBackMinutes * 60_000 },
    },
  };
}
