import { compileRulePack } from '#packing/compile-rules';
import type { PushDown } from '#packing/push-down';
import { buildEngine, type SigmaEngine } from '#sigma/match/engine';
import { fc } from '../support/property.ts';
import { cased, TEXTS } from './generated-records.ts';

/** A rule file's `detection`, as JSON, and one for a filter that applies to it. */
export interface GeneratedRule {
  readonly detection: object;
  readonly filter?: object;
}

/** Rules and what is pushed down of them; nothing where a generated one does not load. */
export function packOf(
  rules: readonly GeneratedRule[],
): { readonly engine: SigmaEngine; readonly pushDown: PushDown } | undefined {
  const logsource = { product: 'aws', service: 'cloudtrail' };
  const documents = rules.flatMap(({ detection, filter }, index) => [
    { title: `Rule ${index}`, name: `rule_${index}`, logsource, detection },
    ...(filter
      ? [{ title: `Filter ${index}`, logsource, filter: { rules: [`rule_${index}`], ...filter } }]
      : []),
  ]);
  const pack = compileRulePack(
    documents.map((one, index) => ({ file: `${index}.yml`, text: JSON.stringify(one) })),
    { placeholders: { words: [...TEXTS.names, 'public*', 443] } },
  );
  if (!pack.ok) return undefined;
  return { engine: buildEngine(pack.value.ruleSet.rules), pushDown: pack.value.pushDown };
}

const FREE = [...TEXTS.words, ...TEXTS.digits, ...TEXTS.odd];

/** The field and values of a rule that fit it now and then. */
const FIELDS: readonly (readonly [string, readonly string[]])[] = [
  ['eventName', TEXTS.names],
  ['eventSource', TEXTS.sources],
  ['eventVersion', TEXTS.versions],
  ['userIdentity.type', TEXTS.types],
  ['userIdentity.sessionContext.attributes.mfaAuthenticated', ['true', 'false']],
  ['userIdentity.sessionContext.sessionIssuer.userName', TEXTS.words],
  ['errorCode', TEXTS.errors],
  ['errorMessage', [...TEXTS.words, ...TEXTS.odd]],
  ['sourceIPAddress', TEXTS.addresses],
  ['userAgent', TEXTS.agents],
  ['userIdentity.arn', TEXTS.arns],
  ['recipientAccountId', TEXTS.accounts],
  ['requestParameters', ['"acl":"public-read"', '{"acl":443}', 'public-read']],
  ['requestParameters.acl', FREE],
  ['requestParameters.acl.a', ['1']],
  ['requestParameters.a', FREE],
  ['requestParameters.a.b', FREE],
  ['requestParameters.a.b.c', FREE],
  ['requestParameters.rules.port', ['443', '22', 'true']],
  ['requestParameters.rules.cidr', ['0.0.0.0/0', '192.0.2.0/24', '192.0.2.9']],
  ['requestParameters.rules.items.name', FREE],
  ['requestParameters.rules.items.value', FREE],
  ['requestParameters.odd-name "x"', FREE],
  ['requestParameters.prefix', FREE],
  ['responseElements.list', FREE],
  ['additionalEventData.bytesTransferredOut', ['443', '443.5', '5']],
  ['readOnly', ['true', 'false']],
  // Names of fields are told apart by letter case.
  ['eventname', TEXTS.names],
  ['requestParameters.Acl', FREE],
];

const piece = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(text.length))
    .map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b)) || text);
/** A text as rules write it who mean no wildcard, most of the time. */
const escaped = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(texts, fc.integer({ max: 4 }))
    .map(([text, odd]) => (odd === 0 ? text : text.replace(/[\\*?]/g, '\\$&')));
const NUMBERS = [443, 0, 443.5, 22, 1.1, 1e3, 12_345_678_901_234_567_000];
const NETWORKS = [
  '192.0.2.0/24',
  '198.0.0.0/7',
  '2001:db8::/32',
  '0.0.0.0/0',
  '::/96',
  '192.0.2.9/32',
  '2001:db8::1/128',
];
const PLAIN = [
  '|startswith',
  '|endswith',
  '|contains',
  '|contains|windash',
  '|base64offset|contains',
  '|base64',
];
const LEADING = ['', '', '|neq', '|startswith', '|endswith', '|contains', '|startswith|neq', '|contains|neq'];

const item = fc.constantFrom(...FIELDS).chain(([field, texts]) => {
  const whole = escaped(cased(texts));
  const part = cased(texts).chain(piece);
  const some = escaped(part);
  const plain = (value: string): string => value.replace(/[\\*?]/g, '');
  const one = (modifier: string, value: fc.Arbitrary<unknown>) =>
    value.map((given): Readonly<Record<string, unknown>> => ({ [`${field}${modifier}`]: given }));
  const number = fc.constantFrom(...NUMBERS);
  return fc.oneof(
    { weight: 5, arbitrary: one('', whole) },
    { weight: 4, arbitrary: one('', fc.array(fc.oneof(whole, number), { minLength: 1, maxLength: 3 })) },
    ...PLAIN.flatMap((modifier) => [one(modifier, some), one(`${modifier}|cased`, some)]),
    one(
      '',
      part.map((value) => `${plain(value)}*${plain(value).slice(-1)}`),
    ),
    one(
      '',
      part.map((value) => `?${plain(value).slice(1)}*`),
    ),
    one('|cased', whole),
    one('|contains|all', fc.array(some, { minLength: 1, maxLength: 2 })),
    one('|all', fc.array(whole, { minLength: 1, maxLength: 2 })),
    { weight: 2, arbitrary: one('|exists', fc.boolean()) },
    { weight: 2, arbitrary: one('', fc.constant(null)) },
    one('', number),
    one('', fc.boolean()),
    ...['|lt', '|lte', '|gt', '|gte'].map((modifier) => one(modifier, number)),
    one('|cidr', fc.oneof(fc.constantFrom(...NETWORKS), fc.constant(NETWORKS.slice(0, 2)))),
    ...['|re', '|re|m', '|re|s'].map((modifier) =>
      one(
        modifier,
        part.map((value) => value.replace(/[^a-zA-Z0-9]/g, '.')),
      ),
    ),
    one(
      '|re|i',
      part.map((value) => `^${value.replace(/[^a-zA-Z0-9]/g, '.')}|x+yz?`),
    ),
    ...LEADING.map((modifier) => one(modifier, some)),
    one('|hour', fc.constantFrom(9, 10)),
    one('|expand', fc.constantFrom('%words%', 'Put%words%', 'x')),
    ...['', '|contains', '|neq'].map((more) =>
      one(`|fieldref${more}`, fc.constantFrom('eventName', 'userAgent', 'requestParameters.acl')),
    ),
  );
});
const group = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.assign({}, ...items));
const search = fc.oneof(
  { weight: 4, arbitrary: group },
  { weight: 1, arbitrary: fc.array(group, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(['kali', 'Root'], { '|all': ['kali', 'Boto*'] }) },
  { weight: 1, arbitrary: group.map((given) => ['kali', given]) },
);
const conditions = fc.constantFrom(
  ...['a', 'a', 'a or b', 'a and b', 'a and b', 'a and not b', 'not a', '1 of them', 'all of them'],
  ...['not (a or b)', 'a and not (b or not a)', 'not (not a and b)', 'not 1 of them', 'b and not all of a*'],
);
const detection = fc
  .tuple(search, search, conditions)
  .map(([a, b, condition]) => (/b|them/.test(condition) ? { a, b, condition } : { a, condition }));

/** Rules of all kinds, some with a filter. */
export const generatedRules: fc.Arbitrary<readonly GeneratedRule[]> = fc.array(
  fc.record({ detection, filter: detection }, { requiredKeys: ['detection'] }),
  { minLength: 1, maxLength: 4 },
);
