import { join } from 'node:path';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { parseSuppressions } from '#config/suppression-file';
import { loadRules } from '#sigma/load/load';
import { readPack } from '../rules/pack-files.ts';
import { ROOT } from '../support/run-cli.ts';
import { NOW } from './door-events.ts';

/** Gathers more events than one finding keeps inside itself. */
const BUSY_RULE = `title: Keys and roles used
id: 0d00b5e5-0000-4000-8000-000000000001
level: low
logsource: { product: aws, service: cloudtrail }
detection: { call: { eventName: [AssumeRole, Decrypt, DescribeInstances] }, condition: call }
trailhound: { dedup: [eventName], window: 1440 }
`;

const ALLOWED = `suppressions:
  - id: backup-sync
    rules: [Call from a penetration testing distribution]
    detection: { who: { 'userIdentity.arn|endswith': svc-backup-sync }, condition: who }
    reason: a drill
    owner: platform@example.com
    expires: 2027-01-31
  - id: mornings
    rules: all
    detection: { when: { 'eventTime|contains': 'T08:' }, condition: when }
    reason: another drill
    owner: platform@example.com
    expires: 2027-01-31
`;

/** The built-in pack, a rule that matches very often, and an allow-list that covers a part of both. */
export function doorDetector(): Detector {
  const pack = readPack(join(ROOT, 'rules')).flatMap(({ rule }) =>
    rule && 'detection' in rule ? [rule] : [],
  );
  const busy = loadRules([{ file: 'busy.yml', text: BUSY_RULE }]).rules;
  const allowed = parseSuppressions('allowed.yml', ALLOWED);
  if (!allowed.ok) throw new Error(allowed.error.join('\n'));
  const detector = buildDetector(
    { rules: [...pack, ...busy], correlations: [] },
    activeSuppressions(allowed.value, NOW),
  );
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  return detector.value;
}
