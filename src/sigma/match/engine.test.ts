import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { compileDetection, loadDetection } from '../detection/detection.ts';
import { loadRules } from '../load/load.ts';
import { requiredValues } from '../pushdown/witness.ts';
import type { SigmaRule } from '../rule.ts';
import { buildEngine, type SigmaEvent } from './engine.ts';

function ruleOf(title: string, detection: unknown, logsource = {}): SigmaRule {
  const loaded = loadDetection(detection);
  if (!loaded.ok) throw new Error(loaded.error.join('\n'));
  const lists = { tags: [], references: [], falsepositives: [], fields: [], scope: [], related: [] };
  return {
    file: 'a.yml',
    line: 1,
    title,
    ...lists,
    logsource,
    detection: loaded.value,
    custom: {},
    key: 'sample',
    filters: [],
    silent: false,
  };
}

const titles = (rules: readonly SigmaRule[]): string[] => rules.map((rule) => rule.title);

describe('the engine', () => {
  const rules = [
    ruleOf(
      'stop',
      { a: { eventName: ['StopLogging', 'DeleteTrail'] }, condition: 'a' },
      { product: 'aws', service: 'cloudtrail' },
    ),
    ruleOf('any', { a: { 'userAgent|contains': 'kali' }, condition: 'a' }, { product: 'aws' }),
    ruleOf('source', { a: { eventSource: 's3.amazonaws.com' }, condition: 'a' }, { category: 'application' }),
    ruleOf('number', { a: { eventName: 7 }, condition: 'a' }, { product: 'AWS' }),
    ...loadRules([
      {
        file: 'v.yml',
        text: 'title: version\nlogsource: { product: aws }\ndetection:\n  a: { eventName: 1.10 }\n  condition: a\n',
      },
    ]).rules,
  ];
  const engine = buildEngine(rules, { indexBy: ['eventName', 'eventSource'] });

  it.each<readonly [SigmaEvent, string[]]>([
    [
      { eventName: 'STOPLOGGING', userAgent: 'Kali', eventSource: 's3.amazonaws.com' },
      ['stop', 'any', 'source'],
    ],
    [{ eventName: 'DeleteTrail' }, ['stop']],
    [{ eventName: ['x', 'DeleteTrail'] }, ['stop']],
    [{ eventName: '7' }, ['number']],
    [{ eventName: 7 }, ['number']],
    [{ eventName: '1.10' }, ['version']],
    [{ eventName: 1.1 }, ['version']],
    [{ eventName: null }, []],
    [{}, []],
    ['StopLogging', []],
  ])('answers %j in rule order', (event, expected) => expect(titles(engine.match(event))).toEqual(expected));

  it.each([
    [{ product: 'aws', service: 'cloudtrail' }, ['stop', 'any']],
    [{ product: 'AWS', service: 'vpcflow' }, ['any']],
    [{ category: 'application' }, ['source']],
    [{}, []],
    [undefined, ['stop', 'any', 'source']],
  ])('asks only rules of the log source %j', (source, expected) => {
    const event = { eventName: 'StopLogging', userAgent: 'kali', eventSource: 's3.amazonaws.com' };
    expect(titles(engine.match(event, source))).toEqual(expected);
  });
});

describe('requiredValues', () => {
  it.each([
    [{ a: { eventName: ['X', 'y'] }, condition: 'a' }, ['x', 'y']],
    [{ a: { eventName: ['X', 'y'], z: 1 }, b: { eventName: 'x' }, condition: 'a and b' }, ['x']],
    [{ a: { eventName: 'x' }, b: { eventName: 'y' }, condition: 'a or b' }, ['x', 'y']],
    [{ a: { eventName: 'x' }, b: { z: 1 }, condition: 'a or b' }, undefined],
    [{ a: { eventName: 'x' }, b: { z: 1 }, condition: 'a and not b' }, ['x']],
    [{ a: { eventName: 'x' }, condition: 'not a' }, undefined],
    [{ s1: { eventName: 'x' }, s2: { eventName: 'y' }, condition: '1 of s*' }, ['x', 'y']],
    [{ s1: { eventName: ['x', 'z'] }, s2: { eventName: 'y' }, condition: 'all of s*' }, ['y']],
    [{ a: [{ eventName: 'x' }, { eventName: 'y' }], condition: 'a' }, ['x', 'y']],
    [{ a: [{ eventName: 'x' }, 'keyword'], condition: 'a' }, undefined],
    [{ a: { 'eventName|contains': 'x' }, condition: 'a' }, undefined],
    [{ a: { eventName: 'x*' }, condition: 'a' }, undefined],
    [{ a: { 'eventName|neq': 'x' }, condition: 'a' }, undefined],
    [{ a: { eventName: null }, condition: 'a' }, undefined],
    [{ a: { 'eventName|cased': 'X' }, condition: 'a' }, ['x']],
    [{ a: { 'eventName|all': ['x', 'y'] }, condition: 'a' }, ['x']],
    [{ a: { 'eventName|re': '^x$' }, condition: 'a' }, ['x']],
  ])('of %j', (detection, expected) => {
    const values = requiredValues(ruleOf('r', detection), 'eventName');
    expect(values && [...values].sort()).toEqual(expected);
  });
});

describe('with an index', () => {
  const word = fc.constantFrom(
    'a',
    'A',
    'b',
    'c*',
    '',
    'É',
    'é',
    '1',
    1,
    true,
    12345678901234567890n,
    '12345678901234567890',
  );
  const key = fc.constantFrom(
    'n',
    'n|contains',
    'n|neq',
    'n|cased',
    'n|all',
    's',
    's|startswith',
    'n.s',
    's|exists',
    '|all',
  );
  const selection = fc.oneof(
    fc.dictionary(key, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 5 })), {
      minKeys: 1,
      maxKeys: 3,
    }),
    fc.array(word, { minLength: 1, maxLength: 2 }),
    fc.constant({ n: null }),
  );
  const condition = fc.constantFrom(
    's1',
    's1 and s2',
    's1 or s2',
    'not s1',
    's1 and not s2',
    '1 of s*',
    'all of them',
    'not (s1 or s2) or s1',
  );
  const detection = fc.record({ s1: selection, s2: selection, condition });
  const leaf = fc.constantFrom<unknown>(
    'a',
    'A',
    'b',
    'B',
    'cc',
    '',
    'É',
    '1',
    1,
    true,
    null,
    12345678901234567000,
    {},
  );
  const value = fc.oneof(
    { weight: 4, arbitrary: leaf },
    fc.array(leaf, { maxLength: 2 }),
    fc.record({ s: leaf }),
  );
  const event = fc.record({ n: value, s: value, 'n.s': leaf }, { requiredKeys: [] });

  it('finds exactly what trying every rule finds', () => {
    fc.assert(
      fc.property(
        fc.array(detection, { maxLength: 6 }),
        fc.array(event, { minLength: 1, maxLength: 6 }),
        (detections, events) => {
          const rules = detections.flatMap((one, number) =>
            loadDetection(one).ok ? [ruleOf(`r${number}`, one)] : [],
          );
          const indexed = buildEngine(rules, { indexBy: ['n', 's', 'n.s'] });
          for (const one of events) {
            const tried = rules.filter((rule) => compileDetection(rule.detection)(one));
            expect(titles(indexed.match(one))).toEqual(titles(tried));
          }
        },
      ),
      { numRuns: Number(process.env.FC_RUNS ?? 1000) },
    );
  });

  it('tests rules that do load, and some that match', () => {
    const sampled = fc.sample(detection, { numRuns: 200, seed: 1 });
    const loaded = sampled.filter((one) => loadDetection(one).ok);
    const events = fc.sample(event, { numRuns: 20, seed: 1 });
    const engine = buildEngine(loaded.map((one, number) => ruleOf(`r${number}`, one)));
    expect(loaded.length).toBeGreaterThan(80);
    expect(events.flatMap((one) => engine.match(one)).length).toBeGreaterThan(100);
  });
});
