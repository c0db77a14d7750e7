import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { currentInvocation } from '#adapters/aws/invocation';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { countedQuarantine } from '#app/counted-quarantine';
import { type ActiveSuppressions, activeSuppressions } from '#app/suppressions';
import type { TriageDeps } from '#app/triage';
import type { SettingsOf } from '#config/settings';
import type { triageSettings } from '#config/triage-settings';
import type { StateStore } from '#ports/state-store';
import type { SigmaRuleSet } from '#sigma/rule';
import { loadCompiledRules, loadCompiledSuppressions } from './compiled-files.ts';
import { shipping } from './shipping.ts';
import { whenFirstUsed } from './when-first-used.ts';

export type TriageSettings = SettingsOf<typeof triageSettings>;

/** What triage and the watch over application logs have in common: a function with both reads and makes it once. */
export interface FindingParts {
  readonly rules: SigmaRuleSet;
  readonly suppressions: ActiveSuppressions;
  readonly db: DynamoDBDocumentClient;
  readonly ship: ReturnType<typeof shipping>;
  /** Taken by both as it is. */
  readonly deps: Omit<TriageDeps, 'detector' | 'ship' | 'heartbeat'> & { readonly state: StateStore };
}

/** Reads the rules and the allow-list, and joins with DynamoDB. Throws `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`. */
export function findingParts(settings: TriageSettings, service: string): FindingParts {
  const log = powertoolsLog(service, settings);
  const metrics = emfMetrics(settings.deployment, log);
  const db = whenFirstUsed(() => dynamoClient());
  const { findingsTable, stateTable, alertFloor, retentionDays, latenessHours } = settings;
  const rules = loadCompiledRules(settings.rulesFile);
  const entries = loadCompiledSuppressions(settings.suppressionsFile);
  return {
    ...{ rules, suppressions: activeSuppressions(entries, systemClock.now()), db },
    ship: shipping(settings, log),
    deps: {
      findings: dynamoFindingStore({ db, findingsTable, stateTable }),
      quarantine: countedQuarantine(dynamoQuarantine({ db, stateTable, clock: systemClock }), metrics),
      state: dynamoStateStore({ db, stateTable }),
      ...{ clock: systemClock, log, metrics },
      correlationId: () => currentInvocation()?.correlationId,
      settings: { alertFloor, retentionDays, latenessHours },
    },
  };
}
