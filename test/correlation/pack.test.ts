import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { rulePlaceholders } from '#config/rule-values';
import type { CloudTrailRecord } from '#core/event';
import { epochMs } from '#core/time';
import { readRulePack } from '#packing/read-rule-files';
import { type CorrelationMatch, correlator } from '#sigma/correlation/correlator';
import { loadRules } from '#sigma/load/load';
import { hasRecordings, recordingOf } from './data.ts';

const NOW = epochMs(Date.UTC(2030, 0, 1));
const DATA = '../shared/data';
const STRATUS = `${DATA}/stratus/events`;

/** What the correlations of the pack find in recorded attacks: rule, recording, and the events of each episode. */
const FOUND: readonly (readonly [slug: string, stream: string, counts: readonly number[]])[] = [
  ['admin-user-made', 'invictus', [3]],
  ['admin-user-made', 'stratus/aws.persistence.iam-create-admin-user', [3]],
  ['database-copied-out', 'invictus', [2]],
  ['parameters-swept', 'invictus', [40]],
  ['role-for-strangers-made-admin', 'stratus/aws.persistence.iam-create-backdoor-role', [2]],
  // The second time it is Terraform that stages the attack, and reads all that it has made.
  ['secrets-swept', 'invictus', [40, 20]],
  ['secrets-swept', 'stratus/aws.credential-access.secretsmanager-retrieve-secrets', [20]],
  ['start-script-swapped', 'stratus/aws.execution.ec2-user-data', [3]],
  ['user-data-swept', 'invictus', [15]],
  ['user-data-swept', 'stratus/aws.discovery.ec2-download-user-data', [15]],
  ['windows-passwords-swept', 'invictus', [29]],
  ['windows-passwords-swept', 'stratus/aws.credential-access.ec2-get-password-data', [30]],
];

function correlationsIn(records: readonly CloudTrailRecord[]): readonly CorrelationMatch[] {
  const state = correlator(detector.plan.correlations);
  for (const record of records)
    for (const part of detector.detect({ record, origin: '' }, NOW).parts) state.add(part);
  return state.matches();
}

const detector = (() => {
  const { documents: _, ...ruleSet } = loadRules(readRulePack('rules', 'rules').texts, {
    placeholders: rulePlaceholders(),
  });
  const built = buildDetector(ruleSet, activeSuppressions([], NOW));
  if (!built.ok) throw new Error(built.error.join('\n'));
  return built.value;
})();

const slugOf = ({ rule }: CorrelationMatch): string => rule.file.split('/').at(-2) ?? '';

const suite = hasRecordings ? describe : describe.skip;
suite('the correlations of the pack (skipped where ../shared/data is absent)', () => {
  it('find exactly these attacks in the recordings', () => {
    const streams = ['invictus', ...readdirSync(STRATUS).map((file) => `stratus/${file.slice(0, -5)}`)];
    const found = streams.flatMap((stream) => {
      const counts = new Map<string, number[]>();
      for (const match of correlationsIn(recordingOf(stream)))
        counts.set(slugOf(match), [...(counts.get(slugOf(match)) ?? []), match.count]);
      return [...counts].map(([slug, episodes]) => [slug, stream, episodes] as const);
    });
    const inOrder = (all: typeof FOUND) => all.map((one) => JSON.stringify(one)).sort();

    expect(inOrder(found)).toEqual(inOrder(FOUND));
  });

  it('count no event of people and services who attack nobody', () => {
    const labels = readFileSync(`${DATA}/invictus/labels.csv`, 'utf8').trim().split('\n');
    const background = new Set(
      labels.filter((line) => line.endsWith(',background')).map((line) => line.split(',')[0]),
    );
    const counted = correlationsIn(recordingOf('invictus')).flatMap(({ eventIds }) => eventIds);

    expect(background.size).toBe(271);
    expect(counted.filter((id) => background.has(id))).toEqual([]);
  });

  it.each(['panther/tests.ndjson', 'trailalerts/tests.ndjson', 'streamalert/tests.ndjson'])(
    'find nothing in %s, single events of others, but what strips one bucket',
    (file) => {
      const lines = readFileSync(`${DATA}/${file}`, 'utf8').trim().split('\n');
      const records = lines.flatMap((line) => {
        const { event, payload } = JSON.parse(line);
        return event ?? payload?.Records ?? payload?.detail ?? [];
      });
      const found = new Set(correlationsIn(records).map(slugOf));

      expect(records.length).toBeGreaterThanOrEqual(24);
      expect([...found]).toEqual(file.startsWith('panther') ? ['bucket-protections-removed'] : []);
    },
  );
});

describe('the pack', () => {
  it('has correlations that name what they refer to, and speak alone', () => {
    const speaking = detector.plan.correlations.filter(({ silent }) => !silent);
    expect(speaking.length).toBeGreaterThanOrEqual(15);
    expect(existsSync(`rules/${speaking[0]?.file}`)).toBe(true);
  });
});
