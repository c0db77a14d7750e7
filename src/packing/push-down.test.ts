import { describe, expect, it } from '@jest/globals';
import { compileRulePack } from './compile-rules.ts';
import { eventBridgeTest } from './event-bridge-evaluator.ts';
import {
  eventBridgePatterns,
  MAX_PATTERN_LENGTH,
  MAX_PATTERNS,
  openToEventBridge,
} from './event-bridge-patterns.ts';
import { logsFilterTest } from './logs-filter-evaluator.ts';
import { logsFilters, MAX_FILTER_LENGTH } from './logs-filter-patterns.ts';
import type { PushDown } from './push-down.ts';
import { readRulePack } from './read-rule-files.ts';

const pushDownOf = (...detections: readonly string[]): PushDown => {
  const pack = compileRulePack(
    detections.map((detection, index) => ({
      file: `${index}.yml`,
      text: `title: Rule ${index}\nlogsource: { product: aws, service: cloudtrail }\ndetection: ${detection}\n`,
    })),
  );
  if (!pack.ok) throw new Error(pack.error.join('\n'));
  return pack.value.pushDown;
};
const heartbeat = '$.eventName=PutParameter';
/** The one filter of a rule, without what lets the heartbeat through. */
const filterOf = (detection: string): string | undefined =>
  logsFilters(pushDownOf(detection))
    .filters[0]?.pattern.replace(`${heartbeat}||`, '')
    .replace(heartbeat, '')
    .replace(/\|\| \}$/, '}');
/** What `detail` must be for a rule, without the heartbeat. */
const detailOf = (detection: string): unknown => {
  const { rules } = pushDownOf(detection);
  return eventBridgePatterns({ rules: rules.slice(1) }, { reads: 'none' })[0]?.pattern['detail'];
};
const anyCase = (text: string) => ({ 'equals-ignore-case': text });
const many = (count: number, verb = 'UpdateSomethingLong'): string =>
  `{ a: { eventName: [${Array.from({ length: count }, (_, index) => `${verb}${index}`)}] }, condition: a }`;

describe('pushDownOf', () => {
  it('asks for the heartbeat, whatever the rules', () => {
    expect(
      logsFilters({ rules: pushDownOf('{ a: { eventName: A1 }, condition: a }').rules }).filters,
    ).toEqual([{ pattern: '{ $.eventName=PutParameter||$.eventName=A1 }', rules: expect.anything() }]);
  });

  it('asks for nothing on behalf of rules for other logs', () => {
    const text =
      'title: T\nlogsource: { product: windows }\ndetection: { a: { eventName: A1 }, condition: a }\n';
    expect(compileRulePack([{ file: 't.yml', text }])).toMatchObject({
      value: { pushDown: { rules: [{ title: 'Heartbeat of Trailhound' }] } },
    });
  });

  it('asks for what a correlation counts, and for nothing on behalf of the correlation itself', () => {
    const texts = [
      'title: T\nname: t\nlogsource: { product: aws }\ndetection: { a: { eventName: A1 }, condition: a }\n',
      'title: C\ncorrelation: { type: event_count, rules: [t], group-by: [userAgent], timespan: 1h, condition: { gte: 9 } }\n',
    ];
    const pack = compileRulePack(texts.map((text, index) => ({ file: `${index}.yml`, text })));
    expect(pack.ok && logsFilters(pack.value.pushDown).filters.map(({ pattern }) => pattern)).toEqual([
      '{ $.eventName=PutParameter||$.eventName=A1 }',
    ]);
  });

  it('takes what a filter of Sigma asks for into account', () => {
    const texts = [
      'title: T\nname: t\nlogsource: { product: aws }\ndetection: { a: { userAgent|contains: a }, condition: a }\n',
      'title: F\nlogsource: { product: aws }\nfilter: { rules: [t], b: { eventName: A1 }, condition: b }\n',
    ];
    const pack = compileRulePack(texts.map((text, index) => ({ file: `${index}.yml`, text })));
    expect(pack.ok && logsFilters(pack.value.pushDown).filters.map(({ pattern }) => pattern)).toEqual([
      '{ $.eventName=PutParameter||$.eventName=A1 }',
    ]);
  });
});

describe('logsFilters', () => {
  it.each([
    ['{ a: { eventSource: IAM.amazonaws.com }, condition: a }', '{ $.eventSource=iam.amazonaws.com }'],
    ['{ a: { userIdentity.type: ROOT }, condition: a }', '{ $.userIdentity.type=Root }'],
    ['{ a: { eventName|startswith: Put }, condition: a }', '{ $.eventName="Put*" }'],
    ['{ a: { eventName|startswith: PutBucketLoggi }, condition: a }', '{ $.eventName="PutBucket*" }'],
    [
      '{ a: { eventSource: s, errorCode: AccessDenied }, condition: a }',
      '{ ($.errorCode="*"&&$.eventSource=s) }',
    ],
    [
      '{ a: { errorCode: null, eventSource: s }, condition: a }',
      '{ (($.errorCode NOT EXISTS||$.errorCode IS NULL)&&$.eventSource=s) }',
    ],
    [
      '{ a: { errorCode|exists: true }, b: { awsRegion: eu-x }, condition: b and not a }',
      '{ ($.awsRegion="eu-x"&&$.errorCode NOT EXISTS) }'.replace('"eu-x"', '"eu-x"'),
    ],
    ['{ a: { readOnly: false }, condition: a }', '{ $.readOnly IS FALSE||$.readOnly="false" }'],
    ['{ a: { sourceIPAddress|cidr: 10.32.0.0/11 }, condition: a }', '{ $.sourceIPAddress="10.*" }'],
    ['{ a: { recipientAccountId: 123456789012 }, condition: a }', '{ $.recipientAccountId="123456789012" }'],
    ['{ a: { userAgent|contains: parrot }, condition: a }', '{ $.userAgent=%[Pp][Aa][Rr][Rr][Oo][Tt]% }'],
    ['{ a: { userAgent|contains|cased: parrot }, condition: a }', '{ $.userAgent="*parrot*" }'],
    // Without quotes these would be words of the language, and numbers.
    ["{ a: { userAgent|cased: 'true' }, condition: a }", '{ $.userAgent="true" }'],
    ["{ a: { userAgent|cased: 'NOT' }, condition: a }", '{ $.userAgent="NOT" }'],
    ["{ a: { userAgent|cased: '1e5' }, condition: a }", '{ $.userAgent="1e5" }'],
    // What a quoted text cannot hold is any text.
    ["{ a: { userAgent|cased: 'a\"b c' }, condition: a }", '{ $.userAgent="a*b*c" }'],
    ['{ a: { sourceIPAddress|cidr: 192.0.2.9/32 }, condition: a }', '{ $.sourceIPAddress="192.0.2.9" }'],
    ["{ a: { userAgent|re: '^Boto[0-9]' }, condition: a }", '{ $.userAgent="Boto*" }'],
    [
      '{ a: { eventName: stoplogging }, condition: a }',
      '{ $.eventName=%[Gg][Gg][Ii][Nn][Gg]$% }'.replace('%[Gg]', '%[Oo][Gg]'),
    ],
    [
      '{ a: { eventName: A1 }, b: { eventSource: s }, condition: a or b }',
      '{ $.eventName=A1||$.eventSource=s }',
    ],
  ])('writes %s', (detection, expected) => expect(filterOf(detection)).toBe(expected));

  it.each([
    ['{ a: { requestParameters.x: y }, condition: a }', 'requestParameters.x may be a list'],
    ['{ a: [keyword], condition: a }', 'keywords look at every value'],
    ['{ a: { eventName: A1 }, condition: not a }', 'something is not there'],
    ['{ a: { userAgent|contains: ab }, condition: a }', 'userAgent: spelling unknown'],
    ["{ a: { userAgent|re: '[a-z]+' }, condition: a }", 'userAgent: regular expression only'],
    ['{ a: { userAgent|fieldref: eventName }, condition: a }', 'compared with another field'],
  ])('lets everything through for %s and says why', (detection, why) => {
    expect(logsFilters(pushDownOf(detection))).toMatchObject({
      widened: 'everything',
      filters: [{ pattern: '' }],
      open: [{ title: 'Rule 0', why: expect.stringContaining(why) }],
    });
  });

  it('keeps to the limit, and loses no name where they fit', () => {
    const { filters, widened } = logsFilters(pushDownOf(many(50)));
    expect(widened).toBe('nothing');
    expect(filters.map(({ pattern }) => pattern.length <= MAX_FILTER_LENGTH)).toEqual([true, true]);
    expect(JSON.stringify(filters).match(/SomethingLong\d/g)).toHaveLength(50);
  });

  it.each([
    ['the context of changes', 'context of changes', many(60, 'PutX').replace('] }', '], eventSource: s }')],
    ['the ends of names', 'ends of names', many(400)],
  ])('gives up %s first', (_name, widened, detection) => {
    const made = logsFilters(pushDownOf(detection), widened === 'ends of names' ? 2 : 1);
    expect(made.filters.every(({ pattern }) => pattern.length <= MAX_FILTER_LENGTH)).toBe(true);
    expect(made.widened).toBe(widened === 'ends of names' ? widened : made.widened);
    const passes = made.filters.map(({ pattern }) => logsFilterTest(pattern));
    const name = widened === 'ends of names' ? 'UpdateSomethingLong399' : 'PutX59';
    expect(passes.some((test) => test({ eventName: name, eventSource: 's' }))).toBe(true);
    expect(passes.some((test) => test({ eventName: 'DescribeInstances', eventSource: 's' }))).toBe(false);
  });

  it('puts a beginning of many calls that read last', () => {
    const names = ['DeleteA', 'DeleteB', 'PutC', 'PutD', 'GetE', 'GetF'].flatMap((start) =>
      Array.from({ length: 6 }, (_, index) => `${start}Something${'Word'.repeat(index + 1)}`),
    );
    const detection = `{ a: { eventName: [${names}] }, condition: a }`;
    const tests = logsFilters(pushDownOf(detection), 1).filters.map(({ pattern }) => logsFilterTest(pattern));
    expect(tests.some((test) => test({ eventName: 'GetObject' }))).toBe(false);
  });

  it('narrows the built-in rules down', () => {
    const pack = compileRulePack(readRulePack('rules', '.').texts);
    const made = pack.ok ? logsFilters(pack.value.pushDown) : undefined;
    expect(made?.open).toEqual([]);
    const tests = made?.filters.map(({ pattern }) => logsFilterTest(pattern)) ?? [];
    const passes = (record: object): boolean => tests.some((test) => test(record));
    expect(passes({ eventName: 'StopLogging' })).toBe(true);
    expect(passes({ eventName: 'DescribeStacks', userAgent: 'aws-cli/2 md/distrib#kali.2025' })).toBe(true);
    expect(
      passes({ eventName: 'DescribeStacks', userAgent: 'aws-cli/2', userIdentity: { type: 'AssumedRole' } }),
    ).toBe(false);
  });
});

describe('eventBridgePatterns', () => {
  it.each([
    ['{ a: { eventName: [A1, a1, B1] }, condition: a }', { eventName: [anyCase('A1'), anyCase('B1')] }],
    ['{ a: { eventName|startswith: Put }, condition: a }', { eventName: [{ prefix: anyCase('Put') }] }],
    [
      '{ a: { userIdentity.arn|endswith: ":root" }, condition: a }',
      { userIdentity: { arn: [{ suffix: anyCase(':root') }] } },
    ],
    ['{ a: { requestParameters.n: 443 }, condition: a }', { requestParameters: { n: [443, '443'] } }],
    ["{ a: { requestParameters.n: '443' }, condition: a }", { requestParameters: { n: ['443', 443] } }],
    [
      '{ a: { requestParameters.n: true }, condition: a }',
      { requestParameters: { n: [anyCase('true'), true] } },
    ],
    // In free text, k and s have a third form each.
    [
      '{ a: { requestParameters.n: public-desk }, condition: a }',
      { requestParameters: { n: [{ prefix: anyCase('public-de') }] } },
    ],
    [
      '{ a: { requestParameters.n: null }, condition: a }',
      { requestParameters: { n: [{ exists: false }, null] } },
    ],
    ['{ a: { errorCode|exists: true }, condition: a }', { errorCode: [{ exists: true }] }],
    [
      '{ a: { sourceIPAddress|cidr: 192.0.2.0/24 }, condition: a }',
      { sourceIPAddress: [{ cidr: '192.0.2.0/24' }] },
    ],
    // A network of one address is refused by EventBridge, and with it the rule, and the deployment.
    ['{ a: { sourceIPAddress|cidr: 192.0.2.9/32 }, condition: a }', { sourceIPAddress: ['192.0.2.9'] }],
    [
      "{ a: { sourceIPAddress|cidr: '2001:db8::1/128' }, condition: a }",
      { sourceIPAddress: [{ cidr: '2001:db8::1/127' }] },
    ],
    [
      '{ a: { additionalEventData.bytesTransferredOut|gt: 5 }, condition: a }',
      { additionalEventData: { bytesTransferredOut: [{ numeric: ['>', 5] }] } },
    ],
    // What every object has is a field like others.
    [
      '{ a: { requestParameters.constructor.x: a, constructor.name: b }, condition: a }',
      { requestParameters: { constructor: { x: [anyCase('a')] } }, constructor: { name: [anyCase('b')] } },
    ],
    // Both must be in the same element for a pattern.
    [
      '{ a: { requestParameters.l.a: 1, requestParameters.l.b: 1 }, condition: a }',
      { requestParameters: { l: { a: [1, '1'] } } },
    ],
    [
      '{ a: { eventSource: s, errorCode: E }, b: { eventName: A1 }, condition: a or b }',
      { $or: [{ eventName: [anyCase('A1')] }, { errorCode: [anyCase('E')], eventSource: [anyCase('s')] }] },
    ],
  ])('writes %s', (detection, expected) => {
    const detail = detailOf(detection);
    const sorted = (one: unknown): unknown =>
      typeof one === 'object' && one !== null && '$or' in one
        ? { $or: expect.arrayContaining((expected as { $or?: unknown[] }).$or ?? []) }
        : expected;
    expect(detail).toEqual(sorted(detail));
  });

  it.each([
    ['{ a: { userAgent|contains: kali }, condition: a }', 'a piece of a text'],
    ['{ a: { requestParameters.x|exists: true }, condition: a }', 'an object there is nothing'],
    ['{ a: { requestParameters.prefix: p }, condition: a }', 'takes such a name for something else'],
    ['{ a: { requestParameters.__proto__.x: p }, condition: a }', 'takes such a name for something else'],
    ["{ a: { requestParameters.x|startswith: '44' }, condition: a }", 'a piece of a text'],
    ['{ a: { requestParameters.x: "{}" }, condition: a }', 'what is no text may read like this'],
    ['{ a: { requestParameters.x|gt: 5 }, condition: a }', 'numbers in texts'],
    ["{ a: { sourceIPAddress|cidr: '::/96' }, condition: a }", 'not compared in the same way'],
  ])('lets everything through for %s and says why', (detection, why) => {
    const pushDown = pushDownOf(detection);
    expect(openToEventBridge(pushDown)).toEqual([
      { ruleId: 'title:Rule 0', title: 'Rule 0', why: expect.stringContaining(why) },
    ]);
    expect(eventBridgePatterns(pushDown, { reads: 'none' }).map(({ pattern }) => pattern['detail'])).toEqual([
      undefined,
    ]);
  });

  it('keeps each pattern within the limit, and loses no name', () => {
    const patterns = eventBridgePatterns(pushDownOf(many(300)), { reads: 'none' });
    const lengths = patterns.map(({ pattern }) => JSON.stringify(pattern).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
    expect(patterns.length).toBeLessThanOrEqual(10);
    expect(
      JSON.stringify(patterns.map(({ pattern }) => pattern)).match(/UpdateSomethingLong\d+/g),
    ).toHaveLength(300);
  });

  it.each(['none', 'named', 'all'] as const)('makes no more than fit for 1,500 names, reads: %s', (reads) => {
    const patterns = eventBridgePatterns(pushDownOf(many(1_500, 'DescribeSomethingLong')), { reads });
    expect(patterns.length).toBeLessThanOrEqual(MAX_PATTERNS);
    expect(patterns.some((one) => eventBridgeTest(one)({ eventName: 'DescribeSomethingLong1499' }))).toBe(
      true,
    );
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

  it('takes a rule that wants changes only for one without reads', () => {
    const pushDown = pushDownOf('{ a: { eventSource: s, readOnly: false }, condition: a }');
    expect(eventBridgePatterns(pushDown, { reads: 'named' }).map(({ state }) => state)).toEqual(['ENABLED']);
  });

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

  it('leaves nothing out where a rule may match anything', () => {
    const pushDown = pushDownOf('{ a: { userAgent|contains: kali }, condition: a }');
    expect(eventBridgePatterns(pushDown, { reads: 'all' })).toEqual([
      {
        state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
        pattern: expect.not.objectContaining({ detail: expect.anything() }),
        rules: expect.anything(),
      },
    ]);
  });

  it('takes sign-ins in both spellings and insights, from AWS only', () => {
    const [one] = eventBridgePatterns(pushDownOf('{ a: { b: c }, condition: a }'), { reads: 'none' });
    expect(one?.pattern).toMatchObject({
      source: [{ prefix: 'aws.' }],
      'detail-type': expect.arrayContaining([
        'AWS Console Sign In via CloudTrail',
        'AWS Console Signin via CloudTrail',
        'AWS Insight via CloudTrail',
      ]),
    });
  });

  it('says which rules each pattern serves', () => {
    const made = eventBridgePatterns(
      pushDownOf('{ a: { eventName: A1 }, condition: a }', '{ a: { eventName: A1 }, condition: a }'),
      { reads: 'none' },
    );
    expect(made.map(({ rules }) => rules.map(({ title }) => title))).toEqual([
      ['Heartbeat of Trailhound', 'Rule 0', 'Rule 1'],
    ]);
  });
});
