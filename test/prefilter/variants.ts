import { fc } from '../support/property.ts';

/** Ways to write a record that mean the same to a parser, or nearly, and ways to break it. */
const escaped = (text: string): string =>
  [...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const WORDS = ['StopLogging', 'ROOT', 'TruffleHog', 'GetObject', 'K\u0130', 'aws:s3', ''];
const KEYS = [
  'eventName',
  'eventSource',
  'userIdentity',
  'userAgent',
  'type',
  'EventSource',
  'userIdentity.type',
];

const word = fc.constantFrom(...WORDS);
const value = fc.oneof(
  word.map((text) => JSON.stringify(text)),
  word.map((text) => `"${escaped(text)}"`),
  word.map((text) => `[${JSON.stringify(text)}]`),
  word.map((text) => `{"type":${JSON.stringify(text)}}`),
  word.map((text) => JSON.stringify(JSON.stringify({ eventName: text }))),
  fc.constantFrom('null', '7', 'true', '{}', '[]', '"\u00e9"', '"\\/"', '01', 'nul', '"\\x"', '"'),
);
const key = fc.oneof(
  fc.constantFrom(...KEYS).map((text) => JSON.stringify(text)),
  fc.constantFrom(...KEYS).map((text) => `"${escaped(text.slice(0, 1))}${text.slice(1)}"`),
  fc.constantFrom('"x"', '"\u00e9"', 'x', ''),
);
const blank = fc.constantFrom('', '', '', ' ', '\t', '  ');
const member = fc.tuple(key, blank, blank, value).map(([name, a, b, text]) => `${name}${a}:${b}${text}`);

type Change = (text: string) => string;

const insertion: fc.Arbitrary<Change> = fc.tuple(member, fc.nat(2)).map(([text, where]) => (record) => {
  if (where === 0) return `{${text},${record.slice(1)}`;
  if (where === 1) return `${record.slice(0, -1)},${text}}`;
  return record.replace(/:\{"/, `:{${text},"`);
});
const damage: fc.Arbitrary<Change> = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(3),
    fc.constantFrom('', '"', '\\', ',', '}', '{', '\0'),
  )
  .map(([where, length, put]) => (record) => {
    const at = Math.floor(where * record.length);
    return record.slice(0, at) + put + record.slice(at + length);
  });
const spelling: fc.Arbitrary<Change> = fc.constantFrom<Change>(
  (record) => record.replace(/"eventName":"(\w)/, (_, first: string) => `"eventName":"${escaped(first)}`),
  (record) =>
    record.replace(/"eventName":"(\w+)"/, (_, name: string) => `"eventName":"${name.toUpperCase()}"`),
  (record) => record.replace(/"eventName"/, '"event\\u004eame"'),
  (record) => record.replaceAll('":', '" : '),
  (record) => `{"detail-type":"AWS API Call via CloudTrail","detail":${record}}`,
  (record) => JSON.stringify({ EventId: '1', EventTime: 1, CloudTrailEvent: record }),
  (record) => JSON.stringify({ Records: [record] }),
  (record) => `{"event":${record}}`,
  (record) => `{"_source":{"x":1,"event":${record}}}`,
  (record) => JSON.stringify({ message: record }),
  (record) => `{"message":"app:","eventName":7,"a":${record}}`,
  (record) => `{"Records":[${record},${record}]}`,
  (record) => `${record}${record}`,
);

/** Changes to the text of a record, most of them one, some several. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: insertion },
    { weight: 2, arbitrary: damage },
    { weight: 2, arbitrary: spelling },
  ),
  { maxLength: 3 },
);
