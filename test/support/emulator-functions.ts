import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import type { Environment } from '#config/settings';
import { loadRules } from '#sigma/load/load';
import type { SigmaRuleSet } from '#sigma/rule';
import { createTables, type TestTables } from './dynamo-tables.ts';
import type { EmulatorUse } from './emulator.ts';

/** One rule, of severity high: somebody calls `StopLogging`. */
export const TRAIL_STOPPED: SigmaRuleSet = loadRules([
  {
    file: 'rule.yml',
    text: `
title: A trail was stopped
id: 3f1f9a52-3f53-4a53-9e0b-0b8b3a6d8f10
logsource: { product: aws, service: cloudtrail }
detection:
  call: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  condition: call
level: high
`,
  },
]);

/** Writes rules as the build does, for functions to read; gives the file's path. */
export function compiledRules(rules: SigmaRuleSet): string {
  const path = join(mkdtempSync(join(tmpdir(), 'trailhound-rules-')), 'rules.json');
  writeFileSync(path, JSON.stringify(rules));
  return path;
}

/** Has SDK clients of this process find the emulator, as functions and the command line find AWS. */
export function pointAtEmulator(emulator: EmulatorUse): void {
  const { endpoint, credentials } = emulator.client();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  });
}

/** The same, with fresh tables. */
export async function functionGround(emulator: EmulatorUse): Promise<TestTables> {
  pointAtEmulator(emulator);
  return createTables(dynamoClient(emulator.client()));
}

/** What every function that triages is told. */
export const functionEnvironment = (tables: TestTables, rules: string): Environment => ({
  ...{ TRAILHOUND_FINDINGS_TABLE: tables.findingsTable, TRAILHOUND_STATE_TABLE: tables.stateTable },
  ...{ TRAILHOUND_RULES_FILE: rules, TRAILHOUND_LOG_LEVEL: 'error' },
});
