import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { globSync } from 'tinyglobby';
import { rulePlaceholders } from '#config/rule-values';
import type { CloudTrailRecord } from '#core/event';
import { loadRules } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import type { ActName } from './acts.ts';
import { tellStory } from './story.ts';

const pack = loadRules(
  globSync('rules/aws/cloudtrail/*/rule.yml')
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') })),
  { placeholders: rulePlaceholders() },
);
const engine = buildEngine(pack.rules);
const levelsOf = (record: CloudTrailRecord): readonly string[] =>
  engine.match(record).map((rule) => rule.level ?? 'none');

const { records, attack } = tellStory();
const actOf = new Map(attack.map((note) => [note.eventID, note.act]));
const levelsOfAct = new Map<ActName, readonly string[]>();
for (const record of records) {
  const act = actOf.get(String(record['eventID']));
  if (act) levelsOfAct.set(act, [...(levelsOfAct.get(act) ?? []), ...levelsOf(record)]);
}

describe('the story and the built-in rules', () => {
  it.each([...new Set(actOf.values())])('%s is found', (act) => {
    expect(levelsOfAct.get(act)).not.toEqual([]);
  });

  it.each<ActName>([
    'root-signed-in-without-mfa',
    'trail-stopped',
    'administrator-policy-attached',
    'volume-snapshot-shared',
    'database-snapshot-shared',
  ])('%s is of high severity', (act) => {
    expect(levelsOfAct.get(act)?.some((level) => level === 'high' || level === 'critical')).toBe(true);
  });

  it.each([1, 2, 3, 4, 5])('ordinary work and the repair raise nothing high, with seed %i', (seed) => {
    const telling = tellStory({ seed });
    const hostile = new Set(telling.attack.map((note) => note.eventID));
    const alarms = telling.records
      .filter((record) => !hostile.has(String(record['eventID'])))
      .flatMap((record) =>
        engine
          .match(record)
          .map((rule) => ({ level: rule.level, rule: rule.title, name: record['eventName'] })),
      )
      .filter(({ level }) => level === 'high' || level === 'critical');
    expect(alarms).toEqual([]);
  });
});
