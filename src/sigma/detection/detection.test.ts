import { describe, expect, it } from '@jest/globals';
import type { SigmaEvent } from '../match/event-values.ts';
import { compileDetection, loadDetection } from './detection.ts';

function matches(selection: unknown, event: SigmaEvent, placeholders = {}): boolean {
  const loaded = loadDetection({ selection, condition: 'selection' }, placeholders);
  if (!loaded.ok) throw new Error(loaded.error.join('\n'));
  const stored = JSON.parse(JSON.stringify(loaded.value));
  return compileDetection(stored)(event);
}

function refusals(selection: unknown): string {
  const loaded = loadDetection({ selection, condition: 'selection' });
  return loaded.ok ? 'loaded' : loaded.error.join('\n');
}

type Row = readonly [item: unknown, event: SigmaEvent, expected: boolean];
const deep = (levels: number, value: unknown): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), { a: value });

describe('a value', () => {
  const rows: readonly Row[] = [
    [{ x: 'élodie' }, { x: 'ÉLODIE' }, true],
    [{ x: 'elodie' }, { x: 'élodie' }, false],
    [{ x: 'οδοσ' }, { x: 'ΟΔΟΣ' }, true],
    [{ x: 'a' }, { x: ' a' }, false],
    [{ x: 4625 }, { x: '4625' }, true],
    [{ x: '4625' }, { x: 4625 }, true],
    [{ x: 4625 }, JSON.parse('{"x":4625.0}'), true],
    [{ x: 4625 }, { x: '04625' }, false],
    [{ x: true }, { x: true }, true],
    [{ x: true }, { x: 'True' }, true],
    [{ x: true }, { x: 1 }, false],
    [{ x: true }, { x: 'yes' }, false],
    [{ x: 'false' }, { x: false }, true],
    [{ x: null }, {}, true],
    [{ x: null }, { x: null }, true],
    [{ x: null }, { x: '' }, false],
    [{ x: null }, { x: 0 }, false],
    [{ x: null }, { x: false }, false],
    [{ x: null }, { x: [] }, false],
    [{ x: '' }, { x: '' }, true],
    [{ x: '' }, { x: null }, false],
    [{ x: '' }, {}, false],
    [{ x: 'a' }, { X: 'a' }, false],
    [{ x: ['a', 'b'] }, { x: 'B' }, true],
    [{ x: ['a', 'b', 'c', 'd', 'e'] }, { x: 'E' }, true],
    [{ x: ['a', 'b', 'c', 'd', 'true'] }, { x: true }, true],
    [{ x: ['a', 'b', 'c', 'd', '5'] }, { x: 5 }, true],
    [{ x: ['a', 'b', 'c', 'd', 'e*'] }, { x: 'Ef' }, true],
    [{ x: ['a', 'b', 'c', 'd', 5] }, { x: '6' }, false],
    [{ constructor: '*' }, {}, false],
    [{ 'a.toString': '*' }, { a: {} }, false],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) => expect(matches(item, event)).toBe(expected));

  it('is compared digit by digit where a double has fewer digits', () => {
    expect(matches({ x: 12345678901234567890n }, { x: '12345678901234567890' })).toBe(true);
    expect(matches({ x: 12345678901234567890n }, { x: '12345678901234567891' })).toBe(false);
    expect(matches({ x: 12345678901234567890n }, JSON.parse('{"x":12345678901234567890}'))).toBe(true);
    expect(matches({ x: '12345678901234567890' }, JSON.parse('{"x":12345678901234567890}'))).toBe(true);
  });
});

describe('wildcards and escapes', () => {
  const rows: readonly Row[] = [
    [{ x: 'a*c' }, { x: 'a\nb\r\nc' }, true],
    [{ x: 'a?c' }, { x: 'a\nc' }, true],
    [{ x: 'a?c' }, { x: 'a😀c' }, true],
    [{ x: 'a??c' }, { x: 'a😀c' }, false],
    [{ x: '*' }, { x: '' }, true],
    [{ x: '*' }, { x: null }, false],
    [{ x: '*' }, {}, false],
    [{ x: '*' }, { x: {} }, true],
    [{ x: '*' }, { x: [] }, false],
    [{ x: '50%_[a].+(b)^$' }, { x: '50%_[A].+(B)^$' }, true],
    [{ x: 'C:\\Windows' }, { x: 'c:\\windows' }, true],
    [{ x: 'C:\\\\Windows' }, { x: 'C:\\Windows' }, true],
    [{ x: 'dir\\\\*' }, { x: 'dir\\sub' }, true],
    [{ x: 'x\\\\\\*' }, { x: 'x\\*' }, true],
    [{ x: 'x\\\\\\\\y' }, { x: 'x\\\\y' }, true],
    [{ x: 'x\\\\\\y' }, { x: 'x\\\\y' }, true],
    [{ x: 'dir\\' }, { x: 'dir\\' }, true],
    [{ x: '\\*\\?' }, { x: '*?' }, true],
    [{ 'x|contains': 'b\\*' }, { x: 'ab*c' }, true],
    [{ 'x|contains': 'b*d' }, { x: 'abcde' }, true],
    [{ 'x|startswith': 'a?c' }, { x: 'abcd' }, true],
    [{ 'x|endswith': 'c*e' }, { x: 'abcde' }, true],
    [{ 'x|endswith': 'c*d' }, { x: 'abcde' }, false],
    [{ 'x|contains': '' }, { x: '' }, true],
    [{ 'x|contains': '' }, {}, false],
    [{ 'x|contains': 25 }, { x: 4625 }, true],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) => expect(matches(item, event)).toBe(expected));
});

describe('fields, lists and objects', () => {
  const policy = { requestParameters: { policyDocument: '{"Action":"s3:GetObject"}' } };
  const ranges = { p: { items: [{ r: [{ c: '10.0.0.0/8' }] }, { r: [{ c: '0.0.0.0/0' }, {}] }] } };
  const rows: readonly Row[] = [
    [{ 'a.b.c': 'x' }, { a: { b: { c: 'x' } } }, true],
    [{ 'a.b.c': 'x' }, { 'a.b.c': 'x', a: { b: { c: 'y' } } }, true],
    [{ 'a.b.c': 'y' }, { 'a.b.c': 'x', a: { b: { c: 'y' } } }, false],
    [{ 'a.b.c': null }, { 'a.b.c': null, a: { b: { c: 'y' } } }, true],
    [{ 'a.b.c': 'x' }, { 'a.b': { c: 'x' } }, true],
    [{ 'a.b.c': 'x' }, { a: { 'b.c': 'x' } }, true],
    [{ 'a.b|exists': false }, { a: 'text' }, true],
    [{ 'a.b': null }, { a: null }, true],
    [{ x: 'b' }, { x: ['a', 'B'] }, true],
    [{ x: 'b' }, { x: [['b']] }, true],
    [{ 'x|all': ['a', 'b'] }, { x: ['b', 'a'] }, true],
    [{ 'x|all': ['a', 'b'] }, { x: ['a'] }, false],
    [{ 'x|contains|all': ['a', 'b'] }, { x: ['xa', 'bx'] }, true],
    [{ x: 'a' }, { x: [] }, false],
    [{ 'x|exists': true }, { x: [] }, true],
    [{ x: null }, { x: [null] }, true],
    [{ 'p.items.r.c': '0.0.0.0/0' }, ranges, true],
    [{ 'p.items.r.c': '192.0.2.0/24' }, ranges, false],
    [{ 'p.items.r.c|exists': true }, { p: { items: [] } }, false],
    [
      { 'x.a': '1', 'x.b': '2' },
      {
        x: [
          { a: 1, b: 9 },
          { a: 9, b: 2 },
        ],
      },
      true,
    ],
    [{ 'x|contains': 'Suspended' }, { x: { VersioningConfiguration: { Status: 'Suspended' } } }, true],
    [{ 'x|contains': '"Status":"Suspended"' }, { x: { V: { Status: 'Suspended' } } }, true],
    [{ x: '{"a":[1,null,"é"]}' }, { x: { a: [1, null, 'é'] } }, true],
    [{ 'x|re': '^\\{"a":1\\}$' }, { x: { a: 1 } }, true],
    [{ 'x|contains': '"b"' }, { x: [{ a: 'b' }] }, true],
    [{ 'requestParameters|contains': '"s3:GetObject"' }, policy, true],
    [{ 'requestParameters|contains|all': ['"Action"', '"s3:GetObject"'] }, policy, true],
    [{ 'requestParameters|endswith': '"s3:GetObject"}' }, policy, false],
    [{ 'x|gt': 0 }, { x: { a: 1 } }, false],
    [{ 'x|cidr': '0.0.0.0/0' }, { x: { a: '192.0.2.1' } }, false],
    [{ 'x|neq': 'a' }, { x: ['a', 'b'] }, false],
    [{ 'x|neq': 'a' }, { x: ['b'] }, true],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) => expect(matches(item, event)).toBe(expected));
});

describe('keywords', () => {
  const nested = { a: 'one', b: { c: ['two', { d: 'three' }] }, n: 4625, t: true, z: null };
  const rows: readonly Row[] = [
    [['TWO'], nested, true],
    [['hre'], nested, true],
    ['three', nested, true],
    [['b'], nested, false],
    [[46], nested, true],
    [['foo*bar'], { m: 'xx foo yy bar zz' }, true],
    [['f?o'], 'a FOO b', true],
    [{ '|all': ['one', 'two'] }, nested, true],
    [{ '|all': ['one', 'six'] }, nested, false],
    [{ '|re': '^thr' }, nested, true],
    [{ '|re': '^hre' }, nested, false],
    [{ '|startswith': 'thr' }, nested, true],
    [{ '|startswith': 'hr' }, nested, false],
    [{ '|cased': 'THREE' }, nested, false],
    [{ '|cidr': '192.0.2.0/24' }, { a: ['x', '192.0.2.7'] }, true],
    [{ '|neq': 'one' }, nested, false],
    [{ '|base64offset|contains': 'secret' }, 'x: c2VjcmV0', true],
    [['boom', { a: 'one' }], nested, true],
    [['boom', { a: 'two' }], nested, false],
    [{ '|all': ['one'], a: 'two' }, nested, false],
    [{ level: 'error' }, 'level: error', false],
    [{ 'level|exists': false }, 'level: error', true],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) => expect(matches(item, event)).toBe(expected));
});

describe('modifiers', () => {
  const rows: readonly Row[] = [
    [{ 'x|exists': true }, { x: null }, true],
    [{ 'x|exists': true }, { x: '' }, true],
    [{ 'x|exists': true }, {}, false],
    [{ 'x|exists': false }, {}, true],
    [{ 'x|contains|cased': 'Prod' }, { x: 'aProdb' }, true],
    [{ 'x|cased|contains': 'Prod' }, { x: 'aprodb' }, false],
    [{ 'x|cased': 'P?o*' }, { x: 'Prod' }, true],
    [{ 'x|cased': 'P?o*' }, { x: 'prod' }, false],
    [{ 'x|all|contains': ['a', 'b'] }, { x: 'ab' }, true],
    [{ 'x|neq': 'a' }, {}, true],
    [{ 'x|neq': 'a' }, { x: null }, true],
    [{ 'x|neq|all': ['a', 'b'] }, { x: ['a', 'b'] }, false],
    [{ 'x|contains|all|neq': ['a', 'b'] }, { x: 'a' }, true],
    [{ 'x|neq|cidr': '192.0.2.0/24' }, { x: '192.0.2.1' }, false],
    [{ 'x|re|neq': 'a' }, { x: 'b' }, true],
    [{ 'x|gt|neq': 5 }, { x: 6 }, false],
    [{ 'x|re': 'a.b' }, { x: 'a\r b'.replace(' ', '') }, true],
    [{ 'x|re': 'a.b' }, { x: 'a\u2028b' }, true],
    [{ 'x|re': 'a.b' }, { x: 'a\nb' }, false],
    [{ 'x|re|s': 'a.b' }, { x: 'a\nb' }, true],
    [{ 'x|re|m': '^b$' }, { x: 'a\nb\nc' }, true],
    [{ 'x|re': 'a$' }, { x: 'a\n' }, false],
    [{ 'x|re|ignorecase|dotall': 'A.B' }, { x: 'a\nb' }, true],
    [{ 'x|re': '^.$' }, { x: '😀' }, true],
    [{ 'x|re': '' }, { x: '' }, true],
    [{ 'x|re': '' }, {}, false],
    [{ 'x|re': '^46' }, { x: 4625 }, true],
    [{ 'x|re|all': ['a', 'b'] }, { x: 'ab' }, true],
    [{ 'x|base64': 'foobar' }, { x: 'Zm9vYmFy' }, true],
    [{ 'x|base64': 'a\\*' }, { x: 'YSo=' }, true],
    [{ 'x|wide|base64': 'a' }, { x: 'YQA=' }, true],
    [{ 'x|utf16|base64': 'a' }, { x: '//5hAA==' }, true],
    [{ 'x|utf16be|base64': 'é' }, { x: 'AOk=' }, true],
    [{ 'x|utf16le|base64offset|contains': 'cmd' }, { x: 'eHhjAG0AZAA=' }, true],
    [{ 'x|windash|contains': ' -enc' }, { x: 'p /ENC x' }, true],
    [{ 'x|contains|windash': ' /s' }, { x: 'p –s' }, true],
    [{ 'x|windash': 'a-b -c' }, { x: 'a/b /c' }, false],
    [{ 'x|windash': 'a-b -c' }, { x: 'a-b ―c' }, true],
    [{ 'x|windash|contains|all': [' -a', ' -b'] }, { x: 'p /b —a' }, true],
    [{ 'x|windash|base64': '-a' }, { x: 'L2E=' }, true],
    [{ 'x|lt': 5 }, { x: '4.5' }, true],
    [{ 'x|gte': 5 }, { x: '5e0' }, true],
    [{ 'x|lte': 5 }, { x: '' }, false],
    [{ 'x|lte': 5 }, { x: ' 4 ' }, false],
    [{ 'x|lte': 5 }, { x: '0x1' }, false],
    [{ 'x|lte': 5 }, { x: false }, false],
    [{ 'x|lte': 5 }, { x: null }, false],
    [{ 'x|gt': 5 }, { x: 'Infinity' }, false],
    [{ 'x|hour': 4 }, { x: '2025-06-15T23:30:00-05:00' }, true],
    [{ 'x|hour|gte': 22 }, { x: '2025-06-15T22:30:00Z' }, true],
    [{ 'x|week': 1 }, { x: '2024-12-30T00:00:00Z' }, true],
    [{ 'x|year': 2025 }, { x: 1750000000 }, true],
    [{ 'x|year': 2025 }, { x: 1750000000000 }, true],
    [{ 'x|day': 1 }, { x: 'yesterday' }, false],
    [{ 'x|fieldref': 'y' }, { x: 'Zoe', y: 'zoe' }, true],
    [{ 'x|fieldref|cased': 'y' }, { x: 'Zoe', y: 'zoe' }, false],
    [{ 'x|fieldref': 'y' }, { x: '*', y: 'zoe' }, false],
    [{ 'x|fieldref': 'y' }, { x: 'zoe', y: '*' }, false],
    [{ 'x|fieldref|contains': 'y' }, { x: 'role/Zoe/x', y: 'zoe' }, true],
    [{ 'x|fieldref|endswith': 'y' }, { x: 'role/zoe', y: ['a', 'zoe'] }, true],
    [{ 'x|fieldref': 'y' }, { x: 5, y: '5' }, true],
    [{ 'x|fieldref': 'y' }, { x: 'a' }, false],
    [{ 'x|fieldref|neq': 'y' }, { x: 'a' }, true],
    [{ 'x|cidr': '192.0.2.0/24' }, { x: '192.0.2.9:443' }, false],
    [{ 'x|cidr': '0.0.0.0/0' }, { x: '2001:db8::1' }, false],
    [{ 'x|cidr': '0.0.0.0/0' }, { x: '::ffff:192.0.2.1' }, false],
    [{ 'x|cidr|all': ['192.0.2.0/24', '192.0.0.0/16'] }, { x: '192.0.2.1' }, true],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) => expect(matches(item, event)).toBe(expected));

  it('compares whole numbers with all their digits', () => {
    expect(matches({ 'x|gt': 9007199254740992n }, { x: '9007199254740993' })).toBe(true);
    expect(matches({ 'x|gt': 9007199254740993n }, { x: '9007199254740992' })).toBe(false);
  });
});

describe('expand', () => {
  const values = { admins: ['Root*', 'ops'], net: 'eu', ports: [22, 3389] };
  const rows: readonly Row[] = [
    [{ 'x|expand': '%admins%' }, { x: 'rootkit' }, true],
    [{ 'x|expand': '%admins%' }, { x: 'ops2' }, false],
    [{ 'x|expand': 'x=%admins%;' }, { x: 'X=OPS;' }, true],
    [{ 'x|expand': '%net%-%admins%' }, { x: 'eu-ops' }, true],
    [{ 'x|expand': '\\%net\\%' }, { x: '%net%' }, true],
    [{ 'x|expand|contains': ':%ports%' }, { x: 'h:3389/' }, true],
    [{ 'x|re|expand': '^%net%-\\d$' }, { x: 'eu-1' }, true],
    [{ 'x|expand|all|contains': ['%admins%', 'x'] }, { x: 'opsx' }, true],
    [{ x: '%admins%' }, { x: '%admins%' }, true],
  ];
  it.each(rows)('%j on %j: %j', (item, event, expected) =>
    expect(matches(item, event, values)).toBe(expected),
  );
});

describe('what has no meaning is refused', () => {
  it.each([
    [{}, 'selection'],
    [[], 'selection'],
    [null, 'selection'],
    [[['a']], 'selection'],
    [{ x: [] }, 'x'],
    [{ x: { y: 1 } }, 'x'],
    [{ x: [{ y: 1 }] }, 'x'],
    [{ x: [['a']] }, 'x'],
    [{ x: ['a', null] }, 'null'],
    [['a', null], 'null'],
    [{ 'x|contains': null }, 'null'],
    [{ 'x|containz': 'a' }, 'did you mean contains'],
    [{ 'x|Contains': 'a' }, 'did you mean contains'],
    [{ 'x|not': 'a' }, 'did you mean neq'],
    [{ 'x|constructor': 'a' }, 'unknown modifier constructor'],
    [{ 'x|': 'a' }, 'selection: x|'],
    [{ '': 'a' }, 'no name'],
    [{ 'x|contains|startswith': 'a' }, 'contains'],
    [{ 'x|contains|exists': true }, 'exists'],
    [{ 'x|exists|all': true }, 'exists'],
    [{ 'x|exists': 'true' }, 'exists'],
    [{ 'x|exists': [true] }, 'exists'],
    [{ '|exists': true }, 'exists'],
    [{ 'x|i': 'a' }, 'modifier i'],
    [{ 'x|re|all|i': ['a'] }, 'modifier i'],
    [{ 'x|re|contains': 'a' }, 'contains'],
    [{ 'x|contains|re': 'a' }, 'contains'],
    [{ 'x|re|cased': 'a' }, 'cased'],
    [{ 'x|contains|fieldref': 'y' }, 'fieldref'],
    [{ 'x|fieldref': 'y*' }, 'fieldref'],
    [{ 'x|base64|re': 'a' }, 'base64'],
    [{ 'x|wide|cidr': '192.0.2.0/24' }, 'wide'],
    [{ 'x|windash|gt': 1 }, 'windash'],
    [{ 'x|base64|hour': 1 }, 'base64'],
    [{ 'x|base64|base64offset': 'a' }, 'base64offset'],
    [{ 'x|wide|utf16be': 'a' }, 'utf16be'],
    [{ 'x|lt|gt': 1 }, 'gt'],
    [{ 'x|gt|hour': 1 }, 'hour'],
    [{ 'x|base64': 'a*' }, 'base64'],
    [{ 'x|base64offset|contains': 'a?b' }, 'base64offset'],
    [{ 'x|contains|base64': 'a' }, 'base64'],
    [{ 'x|gt': '5' }, 'gt'],
    [{ 'x|gt': true }, 'gt'],
    [{ 'x|hour': '5' }, 'hour'],
    [{ 'x|contains': true }, 'contains'],
    [{ 'x|cidr': '192.0.2.0' }, '192.0.2.0'],
    [{ 'x|cidr': '10.0.0.1/8' }, '10.0.0.1/8'],
    [{ 'x|cidr': '10.*' }, '10.*'],
    [{ 'x|cidr': '010.0.0.0/8' }, '010.0.0.0/8'],
    [{ 'host|re': 'a(?!b)' }, 'lookahead'],
    [{ 'host|re': '(?<=a)b' }, 'lookbehind'],
    [{ 'host|re': '(a)\\1' }, 'backreference'],
    [{ 'host|re': '(?>a)' }, 'atomic'],
    [{ 'host|re': 'a++' }, 'possessive'],
    [{ 'host|re': '[a-' }, 'host'],
    [{ 'x|expand': '%ghost%' }, 'ghost'],
  ])('%j names %s', (selection, named) => expect(refusals(selection)).toContain(named));

  it('says everything at once', () => {
    const loaded = loadDetection({ a: { 'x|begins': 1, y: [] }, b: [], condition: 'a and c' });
    expect(loaded).toMatchObject({
      ok: false,
      error: expect.arrayContaining([expect.stringContaining('begins')]),
    });
    expect(loaded.ok ? [] : loaded.error).toHaveLength(4);
  });

  it.each([
    '',
    'a and',
    'a b',
    '(a',
    'a)',
    'not',
    'a AND a',
    '2 of a*',
    'all of',
    'a | count() > 5',
    'a*',
    5,
    [],
    [5],
    null,
  ])('the condition %j', (condition) => {
    const loaded = loadDetection({ a: { x: 1 }, condition });
    expect(loaded).toMatchObject({ ok: false, error: [expect.stringContaining('condition')] });
  });

  it.each([
    ['a and ghost', 'ghost'],
    ['1 of ghost_*', 'ghost_*'],
    ['all of them', 'them'],
    ['1 of *', '*'],
  ])('the condition %j names %s', (condition, named) => {
    const loaded = loadDetection({ [condition.startsWith('a ') ? 'a' : '_a']: { x: 1 }, condition });
    expect(loaded.ok ? '' : loaded.error.join()).toContain(named);
  });
});

it('survives values nested far deeper than real records', () => {
  expect(matches({ 'a.a.a': 'x' }, deep(1000, 'x'))).toBe(false);
  expect(matches(['x'], deep(1000, 'x'))).toBe(true);
});
