import { describe, expect, it } from '@jest/globals';
import { buildEngine } from '#sigma/match/engine';
import { fc } from '../../test/support/property.ts';
import { compileRulePack } from './compile-rules.ts';
import { eventBridgePatterns, MAX_PATTERN_LENGTH, MAX_PATTERNS } from './event-bridge-patterns.ts';
import { logsFilterPatterns, MAX_FILTER_LENGTH } from './logs-filter-patterns.ts';
import { mayOnlyRead, type PushDown } from './push-down.ts';
import { readRulePack } from './read-rule-files.ts';

const rulesOf = (...detections: readonly string[]) => {
  const pack = compileRulePack(
    detections.map((detection, index) => ({
      file: `${index}.yml`,
      text: `title: Rule ${index}\nlogsource: { product: aws, service: cloudtrail }\ndetection: ${detection}\n`,
    })),
  );
  if (!pack.ok) throw new Error(pack.error.join('\n'));
  return pack.value;
};
const pushDownOf = (...detections: readonly string[]): PushDown => rulesOf(...detections).pushDown;

type Fields = Readonly<Record<string, unknown>>;

/** EventBridge as its guide describes it, as far as our patterns go: every key must hold, any value of a list may. */
function passesBus(pattern: Fields, event: Fields): boolean {
  return Object.entries(pattern).every(([key, wanted]) =>
    Array.isArray(wanted)
      ? wanted.some((one) => holds(one, event[key]))
      : typeof event[key] === 'object' &&
        event[key] !== null &&
        passesBus(wanted as Fields, event[key] as Fields),
  );
}

function holds(wanted: unknown, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (typeof wanted === 'string') return value === wanted;
  const { prefix, 'equals-ignore-case': folded } = wanted as Fields;
  if (typeof folded === 'string') return value.toLowerCase() === folded.toLowerCase();
  if (typeof prefix === 'string') return value.startsWith(prefix);
  const { 'equals-ignore-case': start } = prefix as Fields;
  return value.toLowerCase().startsWith(String(start).toLowerCase());
}

/** CloudWatch Logs, as far as our patterns go: an OR of equalities, with a star at the end, letter case told apart. */
function passesFilter(pattern: string, record: Fields): boolean {
  if (pattern === '') return true;
  const inner = /^\{ (.+) \}$/.exec(pattern)?.[1] ?? '';
  return inner.split(' || ').some((clause) => {
    const [, path = '', text = ''] = /^\(\$\.([\w.]+) = "([^"]*)"\)$/.exec(clause) ?? [];
    const value = path.split('.').reduce<unknown>((at, key) => (at as Fields | undefined)?.[key], record);
    return (
      typeof value === 'string' && (text.endsWith('*') ? value.startsWith(text.slice(0, -1)) : value === text)
    );
  });
}

const delivered = (record: Fields) => ({
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: record,
});
/** EventBridge's own gate before patterns: rules in the plain state do not see calls that only read. */
const isPlain = (record: Fields): boolean => record.readOnly !== true;

const NAMES = [
  'StopLogging',
  'PutRule',
  'GetObject',
  'ListUsers',
  'PutParameter',
  'AssumeRole',
  'DescribeTrails',
];
const values = fc.constantFrom(...NAMES, ...NAMES.map((name) => `${name.slice(0, 3)}*`), '*Rule', 'Pu?Rule');
const items = fc.oneof(
  values.map((value) => `eventName: '${value}'`),
  fc.array(values, { minLength: 1, maxLength: 3 }).map((list) => `eventName: ['${list.join("', '")}']`),
  fc.constantFrom(
    ...[
      'eventName|startswith: Put',
      'eventName|endswith: Rule',
      'eventName|contains: et',
      "eventName|re: '^Stop'",
    ],
    ...[
      'eventName|exists: true',
      'userIdentity.type: Root',
      'userIdentity.type|startswith: Ro',
      'errorCode: null',
    ],
  ),
);
const searches = fc.oneof(
  items.map((item) => `{ ${item} }`),
  fc.tuple(items, items).map(([a, b]) => `[{ ${a} }, { ${b} }]`),
  items.map((item) => `{ ${item}, eventSource: iam.amazonaws.com }`),
);
const detections = fc
  .tuple(
    searches,
    searches,
    fc.constantFrom('a', 'a or b', 'a and b', 'a and not b', 'not a', '1 of them', 'all of them'),
  )
  .map(([a, b, condition]) => `{ a: ${a}, b: ${b}, condition: ${condition} }`);
const records = fc.record(
  {
    eventName: fc.constantFrom(...NAMES, 'PutObject', 'Else'),
    eventSource: fc.constantFrom('iam.amazonaws.com', 's3.amazonaws.com'),
    userIdentity: fc.constantFrom({ type: 'Root' }, { type: 'IAMUser' }, {}),
    readOnly: fc.boolean(),
    errorCode: fc.constantFrom('AccessDenied'),
  },
  { requiredKeys: [] },
);
const runs = { numRuns: Number(process.env['PUSH_DOWN_RUNS'] ?? 500) };

describe('what is pushed down', () => {
  it('lets through every event that a rule matches, in the spelling of AWS', () => {
    fc.assert(
      fc.property(fc.array(detections, { minLength: 1, maxLength: 4 }), records, (rules, record) => {
        const { ruleSet, pushDown } = rulesOf(...rules);
        if (buildEngine(ruleSet.rules).match(record).length === 0) return;
        expect(logsFilterPatterns(pushDown).some((pattern) => passesFilter(pattern, record))).toBe(true);
        const reaches = (reads: 'none' | 'named' | 'all'): boolean =>
          eventBridgePatterns(pushDown, { reads }).some(
            ({ state, pattern }) =>
              (state !== 'ENABLED' || isPlain(record)) && passesBus(pattern, delivered(record)),
          );
        const isAsked = pushDown.anyName.length === 0 || mayOnlyRead(String(record.eventName));
        if (isPlain(record)) expect(reaches('none')).toBe(true);
        if (isPlain(record) || (isAsked && isNamed(pushDown, record))) expect(reaches('named')).toBe(true);
        expect(reaches('all')).toBe(pushDown.anyName.length > 0 || isPlain(record) || reaches('named'));
      }),
      runs,
    );
  });
});

/** Whether a call is one of those that a rule asks for by name, and that is known for a read. */
const isNamed = ({ eventNames, namePrefixes }: PushDown, { eventName = '' }: Fields): boolean =>
  (eventNames.includes(String(eventName)) && mayOnlyRead(String(eventName))) ||
  namePrefixes.some((prefix) => String(eventName).startsWith(prefix));

describe('pushDownOf', () => {
  it('takes names in the spelling of the rules, and the heartbeat, whatever the rules', () => {
    expect(pushDownOf('{ a: { eventName: [StopLogging, GetObject] }, condition: a }')).toEqual({
      eventNames: ['GetObject', 'PutParameter', 'StopLogging'],
      readNames: ['GetObject'],
      namePrefixes: [],
      identityTypes: [],
      anyName: [],
    });
  });

  it.each([
    ['an identity', '{ a: { userIdentity.type: Root }, condition: a }', { identityTypes: ['Root'] }],
    ['a beginning', '{ a: { eventName|startswith: Put }, condition: a }', { namePrefixes: ['Put'] }],
    [
      'the names of alternatives',
      '{ a: { eventName: A1 }, b: { eventName: B1 }, condition: a or b }',
      { eventNames: ['A1', 'B1', 'PutParameter'] },
    ],
    [
      'any name for a piece of one',
      '{ a: { eventName|contains: Put }, condition: a }',
      { anyName: [{ ruleId: 'title:Rule 0', title: 'Rule 0' }] },
    ],
    [
      'any name for a user agent',
      '{ a: { userAgent|contains: kali }, condition: a }',
      { anyName: [{ title: 'Rule 0' }] },
    ],
    [
      'any name for what is excluded',
      '{ a: { eventName: A1 }, condition: not a }',
      { anyName: [{ title: 'Rule 0' }] },
    ],
  ])('asks for %s', (_name, detection, expected) => {
    expect(pushDownOf(detection)).toMatchObject(expected);
  });

  it('asks for nothing on behalf of rules for other logs', () => {
    const text =
      'title: T\nlogsource: { product: windows }\ndetection: { a: { eventName: A1 }, condition: a }\n';
    expect(compileRulePack([{ file: 't.yml', text }])).toMatchObject({
      value: { pushDown: { eventNames: ['PutParameter'], anyName: [] } },
    });
  });
});

const many = (count: number): string =>
  `{ a: { eventName: [${Array.from({ length: count }, (_, index) => `UpdateSomethingLong${index}`)}] }, condition: a }`;

describe('eventBridgePatterns', () => {
  it('keeps each pattern within the limit, and loses no name', () => {
    const patterns = eventBridgePatterns(pushDownOf(many(300)), { reads: 'none' });
    const text = JSON.stringify(patterns);
    expect(Math.max(...patterns.map(({ pattern }) => JSON.stringify(pattern).length))).toBeLessThanOrEqual(
      MAX_PATTERN_LENGTH,
    );
    expect(patterns.length).toBeLessThanOrEqual(10);
    expect(text.match(/UpdateSomethingLong\d+/g)).toHaveLength(300);
  });

  it.each(['none', 'named', 'all'] as const)('makes no more than fit for 500 rules, reads: %s', (reads) => {
    const names = (from: number) => [0, 1, 2].map((index) => `DescribeSomethingLong${from * 3 + index}`);
    const rules = Array.from(
      { length: 500 },
      (_, index) => `{ a: { eventName: [${names(index)}] }, condition: a }`,
    );
    const pushDown = pushDownOf(...rules);
    const patterns = eventBridgePatterns(pushDown, { reads });
    expect(patterns.length).toBeLessThanOrEqual(MAX_PATTERNS);
    const record = { eventName: 'DescribeSomethingLong1499', readOnly: reads !== 'none' };
    expect(
      patterns.some(
        ({ state, pattern }) =>
          (state !== 'ENABLED' || isPlain(record)) && passesBus(pattern, delivered(record)),
      ),
    ).toBe(true);
    expect(logsFilterPatterns(pushDown)).toEqual(['']);
  });

  it.each(['InvokeModel', 'StartQuery', 'ConverseStream', 'GetObject', 'AssumeRole'])(
    'takes %s for a call that may only read',
    (name) => {
      const patterns = eventBridgePatterns(pushDownOf(`{ a: { eventName: ${name} }, condition: a }`), {
        reads: 'named',
      });
      const asking = patterns.filter(({ pattern }) => JSON.stringify(pattern).includes(name));
      expect(asking.map(({ state }) => state)).toEqual(['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']);
    },
  );

  it('asks for reads only where they are wanted, and then in the state that delivers them', () => {
    const pushDown = pushDownOf('{ a: { eventName: [StopLogging, GetObject] }, condition: a }');
    const states = (reads: 'none' | 'named' | 'all') =>
      eventBridgePatterns(pushDown, { reads }).map(({ state, pattern }) => [
        state,
        JSON.stringify(pattern).includes('GetObject'),
      ]);
    expect(states('none')).toEqual([['ENABLED', true]]);
    expect(states('named')).toEqual([
      ['ENABLED', false],
      ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', true],
    ]);
    expect(states('all')).toEqual(states('named'));
  });

  it('leaves nothing out where a rule may match any name', () => {
    const pushDown = pushDownOf('{ a: { userAgent|contains: kali }, condition: a }');
    expect(eventBridgePatterns(pushDown, { reads: 'all' })).toEqual([
      {
        state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
        pattern: expect.not.objectContaining({ detail: expect.anything() }),
      },
    ]);
  });

  it.each([
    'AWS Console Sign In via CloudTrail',
    'AWS Console Signin via CloudTrail',
    'AWS Insight via CloudTrail',
  ])('takes %s, from AWS only', (type) => {
    const [one] = eventBridgePatterns(pushDownOf('{ a: { b: c }, condition: a }'), { reads: 'none' });
    const event = { ...delivered({}), 'detail-type': type };
    expect(passesBus(one?.pattern ?? {}, event)).toBe(true);
    expect(passesBus(one?.pattern ?? {}, { ...event, source: 'my.app' })).toBe(false);
  });
});

describe('logsFilterPatterns', () => {
  it('asks for names, each pattern within the limit', () => {
    const [first = '', second = '', ...more] = logsFilterPatterns(pushDownOf(many(40)));
    expect(first).toMatch(
      /^\{ \(\$\.eventName = "PutParameter"\) \|\| \(\$\.eventName = "UpdateSomethingLong0"\) /,
    );
    expect(first.length).toBeLessThanOrEqual(MAX_FILTER_LENGTH);
    expect(second.length).toBeLessThanOrEqual(MAX_FILTER_LENGTH);
    expect(`${first}${second}`.match(/SomethingLong/g)).toHaveLength(40);
    expect(more).toEqual([]);
  });

  it.each([
    ['more names than fit', many(80)],
    ['a rule for any name', '{ a: { userAgent|contains: kali }, condition: a }'],
    ['a name that AWS spells in another way', '{ a: { eventName: stoplogging }, condition: a }'],
    ['a name with a small letter inside', '{ a: { eventName: Stoplogging }, condition: a }'],
    ['a noun with a small letter', '{ a: { eventName: [StopLogging, DeleteAccesskey] }, condition: a }'],
    ['a name in capitals', '{ a: { eventName: STOPLOGGING }, condition: a }'],
    ['a beginning in capitals', '{ a: { eventName|startswith: PUT }, condition: a }'],
    ['an identity in capitals', '{ a: { userIdentity.type: ROOT }, condition: a }'],
  ])('lets everything through for %s', (_name, detection) => {
    expect(logsFilterPatterns(pushDownOf(detection))).toEqual(['']);
  });

  it('knows the names of AWS in the built-in rules', () => {
    const pack = compileRulePack(readRulePack('rules', '.').texts);
    const names = pack.ok ? pack.value.pushDown.eventNames : [];
    expect(names.length).toBeGreaterThan(150);
    const none = { readNames: [], namePrefixes: [], identityTypes: [], anyName: [] };
    expect(names.filter((name) => logsFilterPatterns({ ...none, eventNames: [name] })[0] === '')).toEqual([]);
  });

  it('uses no more filters than it may', () => {
    expect(logsFilterPatterns(pushDownOf(many(40)), 1)).toEqual(['']);
    expect(logsFilterPatterns(pushDownOf(many(5)), 1)).toHaveLength(1);
  });
});
