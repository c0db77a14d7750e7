import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { loadRules, type RuleText } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';

const DATA = '../shared/data';
const present = existsSync(`${DATA}/sigma-hits/expected.ndjson`);
const suite = present ? describe : describe.skip;
const reason = present ? '' : ' (skipped: the recorded data is not here)';

const rulesIn = (folder: string): RuleText[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }));

const linesOf = (text: string): { [key: string]: unknown }[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

interface Recorded {
  readonly where: string;
  readonly event: { readonly eventID: string };
}

function recordedEvents(): Recorded[] {
  const stratus = readdirSync(`${DATA}/stratus/events`).flatMap((file) =>
    JSON.parse(readFileSync(`${DATA}/stratus/events/${file}`, 'utf8')).map((event: Recorded['event']) => ({
      where: `stratus/${file.replace('.json', '')}`,
      event,
    })),
  );
  const text = gunzipSync(readFileSync(`${DATA}/invictus/events.ndjson.gz`)).toString('utf8');
  return [
    ...stratus,
    ...linesOf(text).map((event) => ({ where: 'invictus', event: event as unknown as Recorded['event'] })),
  ];
}

suite(`SigmaHQ's AWS rules over recorded events${reason}`, () => {
  const loaded = present ? loadRules(rulesIn(`${DATA}/sigma-aws/rules`)) : { rules: [], documents: [] };

  it('loads all of them without a notice', () => {
    expect(loaded.documents.filter((document) => document.state !== 'loaded')).toEqual([]);
    expect(loaded.documents.flatMap((document) => document.notices)).toEqual([]);
    expect(loaded.rules).toHaveLength(57);
  });

  it.each([{ indexBy: ['eventName', 'eventSource'] }, { indexBy: [] }])(
    'finds exactly the expected pairs, $indexBy',
    (options) => {
      const engine = buildEngine(loaded.rules, options);
      const got = recordedEvents().flatMap(({ event }) => {
        const ids = engine.match(event, { product: 'aws', service: 'cloudtrail' }).map((rule) => rule.id);
        return ids.map((id) => `${event.eventID} ${id}`);
      });
      const expected = linesOf(readFileSync(`${DATA}/sigma-hits/expected.ndjson`, 'utf8')).flatMap((line) =>
        (line.rules as string[]).map((id) => `${line.eventID} ${id}`),
      );
      expect(got.sort()).toEqual(expected.sort());
      expect(got.length).toBeGreaterThan(130);
    },
  );

  it('stores as JSON and answers the same afterwards', () => {
    const stored = JSON.parse(JSON.stringify(loaded.rules));
    expect(stored).toEqual(loaded.rules);
  });

  it('refuses every rule in the deprecated syntax and names what replaces it', () => {
    const old = loadRules(rulesIn(`${DATA}/sigma-aws/deprecated-syntax`));
    expect(old.rules).toEqual([]);
    for (const file of new Set(old.documents.map((document) => document.file))) {
      const messages = old.documents.filter(
        (document) => document.file === file && document.code === 'SIGMA_DEPRECATED',
      );
      expect({ file, message: messages.map((one) => one.message).join() }).toMatchObject({
        message: expect.stringMatching(/event_count|value_count|temporal/),
      });
    }
  });

  it('asks for the values of placeholders, and loads with them', () => {
    const texts = rulesIn(`${DATA}/sigma-aws/placeholder`);
    const without = loadRules(texts).documents;
    expect(without.map(({ state, code }) => ({ state, code }))).toEqual(
      without.map(() => ({ state: 'needs-values', code: 'SIGMA_PLACEHOLDER' })),
    );
    const names = without.flatMap(({ message }) => /%([^%]+)%/.exec(message)?.[1] ?? []);
    const placeholders = Object.fromEntries(names.map((name) => [name, ['198.51.100.7']]));
    expect(loadRules(texts, { placeholders }).rules).toHaveLength(1);
  });
});

suite(`TrailAlerts' rules over its own test events${reason}`, () => {
  const tests = present ? linesOf(readFileSync(`${DATA}/trailalerts/tests.ndjson`, 'utf8')) : [];
  const texts = present ? rulesIn(`${DATA}/trailalerts/rules`) : [];

  it('refuses the one rule whose id another has, when loaded together', () => {
    expect(loadRules(texts).documents.filter((document) => document.state !== 'loaded')).toMatchObject([
      { code: 'SIGMA_DUPLICATE_RULE', file: 'aws_secretsmanager_getsecrets.yml' },
    ]);
  });

  it('loads every rule alone', () => {
    const alone = texts.flatMap((text) => loadRules([text]).documents);
    expect(alone.filter((document) => document.state !== 'loaded')).toEqual([]);
    expect(tests).toHaveLength(53);
  });

  it.each(tests as { case: string; rule_file: string; by_specification: boolean; event: object }[])(
    '$case',
    (test) => {
      const { rules } = loadRules(texts.filter((text) => text.file === test.rule_file));
      expect(buildEngine(rules).match(test.event).length > 0).toBe(test.by_specification);
    },
  );
});
