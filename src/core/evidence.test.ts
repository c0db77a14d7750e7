import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { cutText, utf8Length } from './cut.ts';
import type { WatchedEvent } from './event.ts';
import { evidenceOf } from './evidence.ts';
import { requestText, soundsSecret } from './request-text.ts';
import { summaryOf } from './summary.ts';
import { epochMs } from './time.ts';

const LONG = '漢'.repeat(3000);
const event = (requestParameters: unknown, over: Partial<WatchedEvent> = {}): WatchedEvent => ({
  record: { requestParameters },
  eventId: 'e',
  key: 'k',
  at: epochMs(1_772_355_600_000),
  timeNote: 'ok',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  accountId: '1',
  region: 'r',
  principal: 'alice',
  sourceIp: '192.0.2.1',
  userAgent: 'cli',
  errorCode: '',
  origin: 'o',
  ...over,
});

describe('cutText', () => {
  it.each([
    { text: 'plain', max: 5, cut: 'plain' },
    { text: 'plainer', max: 6, cut: 'pla…' },
    { text: 'ééé', max: 6, cut: 'ééé' },
    { text: 'éééé', max: 7, cut: 'éé…' },
    { text: '😀😀😀', max: 11, cut: '😀😀…' },
    { text: 'a\0b', max: 99, cut: 'a\uFFFDb' },
    { text: '\uD83D', max: 99, cut: '\uFFFD' },
    { text: '\uDE00\uD83D\uDE00', max: 99, cut: '\uFFFD😀' },
    { text: '', max: 5, cut: '' },
  ])('cuts $text to $max bytes as $cut', ({ text, max, cut }) => {
    expect(cutText(text, max)).toBe(cut);
  });

  it('stays in bounds, well-formed and stable whatever it is given', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', '😀', '\uD800', '\uDC00', '\0'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(hostile, fc.integer({ min: 3, max: 90 }), (text, max) => {
        const cut = cutText(text, max);
        expect(utf8Length(cut)).toBeLessThanOrEqual(max);
        expect(cut).not.toMatch(/\p{Surrogate}|\0/u);
        expect(cutText(cut, max)).toBe(cut);
      }),
    );
  });
});

describe('evidenceOf', () => {
  it('bounds every text', () => {
    const wide = Object.fromEntries(
      [
        'eventId',
        'eventSource',
        'eventName',
        'accountId',
        'region',
        'principal',
        'sourceIp',
        'userAgent',
        'errorCode',
      ].map((name) => [name, LONG]),
    );
    const evidence = evidenceOf(event({ [LONG]: LONG, list: [LONG, LONG] }, wide));
    for (const text of Object.values(evidence)) expect(text.length).toBeLessThanOrEqual(1024);
    expect(utf8Length(JSON.stringify(evidence))).toBeLessThan(3000);
  });
});

describe('requestText', () => {
  it.each([
    { given: undefined, text: '' },
    { given: null, text: '' },
    { given: { b: 1, a: [true, null, 'x'] }, text: '{"a":[true,null,"x"],"b":1}' },
    { given: 'bare', text: '"bare"' },
    { given: { masterUserPassword: 'hunter2' }, text: '{"masterUserPassword":"(removed)"}' },
    {
      given: { a: [{ b: { 'Client-Secret': 'x', secretId: 'arn' } }] },
      text: '{"a":[{"b":{"Client-Secret":"(removed)","secretId":"arn"}}]}',
    },
    {
      given: { userData: 'IyEv', tags: [{ key: 'db_password', value: 'x' }] },
      text: '{"tags":[{"key":"db_password","value":"(removed)"}],"userData":"(removed)"}',
    },
    {
      given: {
        environment: [
          { name: 'API_TOKEN', value: 'x' },
          { name: 'MODE', value: 'dev' },
        ],
      },
      text: '{"environment":[{"name":"API_TOKEN","value":"(removed)"},{"name":"MODE","value":"dev"}]}',
    },
  ])('prints $given', ({ given, text }) => {
    expect(requestText(given)).toBe(text);
  });

  it.each([
    'password',
    'newPassword',
    'PASSWD',
    'passphrase',
    'secretString',
    'secret_access_key',
    'sessionToken',
    'clientToken',
    'credentials',
    'userData',
    'privateKey',
    'private-key',
    'apiKey',
    'authorization',
    'SAMLAssertionSecret',
  ])('takes %s for a secret', (name) => expect(soundsSecret(name)).toBe(true));

  it.each(['secretId', 'accessKeyId', 'keyId', 'userName', 'minimumPasswordLength', 'policyDocument'])(
    'takes %s for no secret',
    (name) => expect(soundsSecret(name)).toBe(false),
  );

  it('never prints a secret, however deep, and never more than 1 KB', () => {
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.string(),
        fc.integer(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.record({ apiToken: fc.constant('S3CR3T'), Password: fc.constant(['S3CR3T']), more: tie('node') }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (given) => {
        expect(requestText(given)).not.toContain('S3CR3T');
        expect(utf8Length(requestText(given))).toBeLessThanOrEqual(1024);
      }),
    );
  });

  it('stands nesting that would end a recursion, and lists without end', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
    expect(requestText(deep)).toContain('…');
    expect(utf8Length(requestText({ list: Array.from({ length: 1e6 }, () => 'x') }))).toBeLessThanOrEqual(
      1024,
    );
  });
});

describe('summaryOf', () => {
  const rule = (summary: string) => ({
    ruleId: 'r',
    title: 'Object written',
    severity: 'high' as const,
    description: '',
    techniques: [],
    falsePositives: [],
    references: [],
    dedupFields: [],
    windowMinutes: 60,
    summary,
    why: '',
    runbook: [],
  });

  it.each([
    { template: '{principal} wrote {requestParameters.key}', told: 'alice wrote k.txt' },
    { template: '', told: 'Object written: alice called PutObject from 192.0.2.1' },
    {
      template: '{requestParameters.none} {errorCode} {requestParameters.deep}',
      told: 'unknown unknown unknown',
    },
    { template: '{requestParameters.list.id}', told: 'a, b, c and 1 more' },
    { template: '{requestParameters.n} {requestParameters.t}', told: '0 false' },
    { template: '{requestParameters.odd}', told: '$& {principal}' },
    { template: '{ principal } {}', told: '{ principal } {}' },
    { template: '{constructor} {__proto__.x}', told: 'unknown unknown' },
  ])('fills $template', ({ template, told }) => {
    const list = ['a', 'b', 'c', 'd', 'a'].map((id) => ({ id }));
    const parameters = { key: 'k.txt', list, n: 0, t: false, deep: { er: 1 }, odd: '$& {principal}' };
    expect(summaryOf(rule(template), event(parameters))).toBe(told);
  });

  it('stays short', () => {
    const text = summaryOf(
      rule('{requestParameters.a}{requestParameters.b} '.repeat(500)),
      event({ a: LONG, b: [LONG, LONG] }),
    );
    expect(utf8Length(text)).toBeLessThanOrEqual(600);
  });
});
