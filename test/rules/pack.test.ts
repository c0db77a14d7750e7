import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { coveredDetections, ruleCard } from '#app/rule-cards';
import { rulePlaceholders } from '#config/rule-values';
import { loadRules } from '#sigma/load/load';
import { requiredValues } from '#sigma/pushdown/witness';
import { mutantsOf } from './mutants.ts';
import { failuresUnder, isHouseRule, type PackEntry, readPack } from './pack-files.ts';

const pack = readPack('rules');
/** What is refused is nobody's own: who broke it must hear of it. */
const house = pack.filter((entry) => isHouseRule(entry) || entry.rule === undefined);
/** Tactics of ATT&CK v19 for enterprises, as Sigma writes them. */
const TACTICS = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
];
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Detections that nearly every public rule set has. Each must be somebody's `trailhound.covers`. */
const MUST_COVER = [
  'root-any-activity',
  'signin-console-login-no-mfa',
  'iam-create-access-key-for-other',
  'iam-update-login-profile-other',
  'iam-admin-policy-to-user',
  'iam-admin-policy-to-role',
  'cloudtrail-stoplogging',
  'cloudtrail-deletetrail',
  'cloudtrail-updatetrail',
  'config-recorder-stopped',
  'config-delivery-channel-deleted',
  'vpc-flow-logs-deleted',
  'ec2-nacl-created-or-entry',
  'ec2-route-added',
  'ec2-security-group-changed',
  'ec2-snapshot-shared',
  's3-bucket-policy-public',
  'rds-master-password-changed',
  'org-leave',
];
const CATALOGUE = '../shared/detections.csv';

/** The rule of an entry; `loads, and answers …` says more when there is none. */
function ruleOf(slug: string) {
  const rule = pack.find((entry) => entry.slug === slug)?.rule;
  if (!rule) throw new Error(`${slug}: refused`);
  return rule;
}

describe('the pack', () => {
  it('is there', () => {
    expect(house.length).toBeGreaterThanOrEqual(25);
  });

  it('is empty where there is no rule, which the test above would notice', () => {
    expect(readPack(mkdtempSync(join(tmpdir(), 'trailhound-pack-')))).toEqual([]);
  });

  it.each(['id', 'title'] as const)('gives every rule its own %s', (attribute) => {
    const all = pack.flatMap(({ ruleSet: { rules, correlations } }) =>
      [...rules, ...correlations].flatMap((one) => one[attribute] ?? []),
    );
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([]);
  });

  it('loads in one go', () => {
    const { documents } = loadRules(
      pack.map(({ slug, text }) => ({ file: slug, text })),
      { placeholders: rulePlaceholders() },
    );
    expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  });

  it('covers what nearly every public rule set covers', () => {
    const covered = new Set(pack.flatMap(({ rule }) => (rule ? coveredDetections(rule) : [])));
    expect(MUST_COVER.filter((detection) => !covered.has(detection))).toEqual([]);
  });
});

/** What is asked of every rule, whoever wrote it. */
const complaintsOf = ({ slug, text, rule, cases, problems }: PackEntry): readonly string[] => {
  const card = rule && ruleCard(rule);
  const failed = rule ? failuresUnder(text, slug, cases) : [];
  return [
    ...problems,
    ...(card === undefined || card.ok ? [] : card.error),
    ...failed.map(({ name, expect }) => `"${name}": expected ${expect}`),
  ];
};

describe.each(pack)('$slug', (entry) => {
  it('loads, and answers every case as expected', () => {
    expect(complaintsOf(entry)).toEqual([]);
  });
});

describe('rules of your own', () => {
  const own = readPack('test/fixtures/own-rules');
  const complaints = Object.fromEntries(own.map((entry) => [entry.slug, complaintsOf(entry)]));

  it('need no house style: they load, and hold what cases they have', () => {
    expect(own.filter(isHouseRule)).toEqual([]);
    expect(complaints).toMatchObject({ plain: [], 'with-cases': [] });
  });

  it('are told of a case that fails, of a rule that does not load, and of cases without a rule', () => {
    expect(complaints).toMatchObject({
      'with-wrong-case': ['"nothing of the kind": expected match'],
      refused: [expect.stringMatching(/unknown modifier/)],
      'without-rule': ['cases without a rule.yml'],
    });
  });
});

describe.each(house)('$slug keeps to the house style:', ({ slug, text, ruleSet, cases, notices }) => {
  it('loads without notices', () => {
    expect(notices).toEqual([]);
  });

  it('has what a person needs who works on a finding', () => {
    const rule = ruleOf(slug);
    const card = ruleCard(rule);

    expect(card).toMatchObject({ ok: true });
    if (!card.ok) return;
    expect(rule).toMatchObject({ status: 'experimental', author: 'Trailhound' });
    expect(rule.id).toMatch(UUID_V4);
    expect(rule.level).toBeDefined();
    expect(ruleSet.rules.length).toBeGreaterThan(0);
    for (const { logsource } of ruleSet.rules)
      expect(logsource).toEqual({ product: 'aws', service: 'cloudtrail' });
    for (const filled of [rule.description, card.value.summary, card.value.why]) expect(filled).toMatch(/\S/);
    for (const list of [rule.references, rule.falsepositives]) expect(list.length).toBeGreaterThan(0);
    for (const page of rule.references) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+$/);
    expect(card.value.runbook.length).toBeGreaterThanOrEqual(2);
    expect(card.value.runbook.length).toBeLessThanOrEqual(4);
  });

  it('bears a tactic and a technique of ATT&CK', () => {
    const { tags } = ruleOf(slug);
    const techniques = tags.filter((tag) => /^attack\.t\d{4}(\.\d{3})?$/.test(tag));
    const tactics = tags.filter((tag) => TACTICS.includes(tag.replace(/^attack\./, '')));

    expect(techniques.length).toBeGreaterThan(0);
    expect(tactics.length).toBeGreaterThan(0);
    expect(tags.length).toBe(techniques.length + tactics.length);
  });

  it('has cases on both sides', () => {
    expect(new Set(cases.map(({ expect }) => expect))).toEqual(new Set(['match', 'no-match']));
  });

  it('has a matching case for every call it lists', () => {
    const rule = ruleOf(slug);
    // Of a correlation, the test below says as much: a call that is taken away must be missed.
    const listed = ('detection' in rule ? requiredValues(rule, 'eventName') : undefined) ?? new Set();
    const matched = cases
      .filter((one) => one.expect === 'match')
      .map(({ event }) => String(event['eventName']).toLowerCase());
    expect([...listed].filter((name) => !matched.includes(name))).toEqual([]);
  });

  it('has cases that notice when any part of it is missing', () => {
    const mutants = mutantsOf(text).map((mutant) => ({
      ...mutant,
      noticed: failuresUnder(mutant.text, slug, cases).length > 0,
    }));
    expect(mutants.length).toBeGreaterThan(0);
    expect(mutants.filter(({ noticed }) => !noticed).map(({ without }) => without)).toEqual([]);
  });
});

const catalogue = existsSync(CATALOGUE) ? describe : describe.skip;
catalogue(`against the catalogue of detections (skipped where ${CATALOGUE} is absent)`, () => {
  const rows = existsSync(CATALOGUE)
    ? readCatalogue(readFileSync(CATALOGUE, 'utf8'))
    : new Map<string, Row>();

  it('lists exactly those that four or five of the five sources share', () => {
    const shared = [...rows].filter(([, row]) => row.sources >= 4).map(([id]) => id);
    expect([...MUST_COVER].sort()).toEqual(shared.sort());
  });

  it.each(house)('$slug covers what exists, and bears its technique', ({ slug }) => {
    const rule = ruleOf(slug);
    const covered = coveredDetections(rule);
    const tags = new Set(rule.tags);
    expect(covered.filter((id) => !rows.has(id))).toEqual([]);
    expect(
      covered.filter((id) => !rows.get(id)?.techniques.some((technique) => tags.has(technique))),
    ).toEqual([]);
  });
});

interface Row {
  readonly sources: number;
  /** As tags. */
  readonly techniques: readonly string[];
}

/** Reads id, technique of ATT&CK v19 and number of sources; fields may be quoted. */
function readCatalogue(csv: string): ReadonlyMap<string, Row> {
  const [head = [], ...lines] = csv.trim().split(/\r?\n/).map(cells);
  const column = (line: readonly string[], name: string): string => line[head.indexOf(name)] ?? '';
  return new Map(
    lines.map((line) => [
      column(line, 'id'),
      {
        sources: Number(column(line, 'sources_of_5')),
        techniques: column(line, 'technique_attack_v19')
          .split(';')
          .map((technique) => `attack.${technique.toLowerCase()}`),
      },
    ]),
  );
}

function cells(line: string): readonly string[] {
  const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...found].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
