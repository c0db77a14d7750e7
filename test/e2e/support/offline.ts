import { join } from 'node:path';
import { itemOf } from '#adapters/aws/dynamo-finding-item';
import { systemClock } from '#adapters/aws/system-clock';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { buildDetector } from '#app/detector';
import { scan } from '#app/scan';
import { activeSuppressions } from '#app/suppressions';
import type { CloudTrailRecord } from '#core/event';
import { compileRulePack } from '#packing/compile-rules';
import { readRulePack } from '#packing/read-rule-files';
import { batches } from '../../support/dynamo-events.ts';
import type { PlainItem } from '../../support/table-dump.ts';
import { STACK } from './deployed.ts';
import { ROOT } from './sandbox.ts';

const BATCH = 500;

/** The findings that `scan` gathers from the same events, once, in order, on this machine: as the table would hold them. */
export async function scannedOffline(events: readonly CloudTrailRecord[]): Promise<readonly PlainItem[]> {
  const pack = compileRulePack(readRulePack(join(ROOT, 'rules'), ROOT).texts, { stackName: STACK });
  if (!pack.ok) throw new Error(pack.error.join('\n'));
  const detector = buildDetector(pack.value.ruleSet, activeSuppressions([], systemClock.now()));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  const memory = memoryFindingStore();
  const ids = new Set<string>();
  const findings: typeof memory = {
    ...memory,
    record: async (groups, settings) => {
      for (const { findingId } of groups) ids.add(findingId);
      return memory.record(groups, settings);
    },
  };
  await scan(items(events), {
    ...{
      detector: detector.value,
      clock: systemClock,
      minSeverity: 'informational',
      stores: { findings, state: memoryStateStore() },
    },
  });
  const found = await Promise.all([...ids].map((id) => memory.get(id)));
  return found.map((finding) => itemOf(finding!) as PlainItem);
}

async function* items(events: readonly CloudTrailRecord[]) {
  for (const batch of batches(events, BATCH)) {
    yield batch.map((record, offset) => ({ type: 'record' as const, record, file: 'offline', offset }));
  }
}
