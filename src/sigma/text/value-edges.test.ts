import { describe, expect, it } from '@jest/globals';
import { inNetwork, parseAddress, parseNetwork } from './cidr.ts';
import { compareWith, equalsNumber, isDecimal, numberTexts, spellings } from './number-compare.ts';
import { instantOf, timePart } from './timestamps.ts';

describe('an address', () => {
  it.each([
    ['0.0.0.0', [0, 0]],
    ['1.2.3.4', [258, 772]],
    ['255.255.255.255', [65_535, 65_535]],
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['1::', [1, 0, 0, 0, 0, 0, 0, 0]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['1::8', [1, 0, 0, 0, 0, 0, 0, 8]],
    ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
    ['ABCD::eF01', [0xabcd, 0, 0, 0, 0, 0, 0, 0xef01]],
    ['::1.2.3.4', [0, 0, 0, 0, 0, 0, 258, 772]],
    ['1:2:3:4:5:6:1.2.3.4', [1, 2, 3, 4, 5, 6, 258, 772]],
    ['0000:0000:0000:0000:0000:ffff:255.255.255.255', [0, 0, 0, 0, 0, 65_535, 65_535, 65_535]],
  ])('%s is %j', (text, groups) => expect(parseAddress(text)).toEqual(groups));

  it.each([
    ...[
      '',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4 ',
      ' 1.2.3.4',
      '1.2.3.-4',
      '1.2.3.4a',
      '1.2..4',
      '....',
    ],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '::1:2:3:4:5:6:7:8',
      '12345::',
    ],
    ...[
      'g::',
      '1.2.3.4::',
      '::1.2.3.4:5',
      '1.2.3.4:1::',
      '::256.1.1.1',
      'fe80::1%eth0',
      '[::1]',
      '1:',
      ':1',
      '256.0.0.1',
    ],
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());
});

describe('a network', () => {
  it.each([
    ['10.0.0.0', 'a prefix length is missing, such as /32'],
    ['x', '"x" is no IPv4 or IPv6 address'],
    ['', '"" is no IPv4 or IPv6 address'],
    ['/8', '"" is no IPv4 or IPv6 address'],
    ['10.0.0/8', '"10.0.0" is no IPv4 or IPv6 address'],
    ['10.0.*.0/8', 'wildcards are not allowed; write a prefix length'],
    ['10.0.0.?', 'wildcards are not allowed; write a prefix length'],
    ['10.0.0.0/33', 'the prefix length must be a number from 0 to 32'],
    ['10.0.0.0/', 'the prefix length must be a number from 0 to 32'],
    ['10.0.0.0/08', 'the prefix length must be a number from 0 to 32'],
    ['10.0.0.0/8/8', 'the prefix length must be a number from 0 to 32'],
    ['::/129', 'the prefix length must be a number from 0 to 128'],
    ['10.0.0.1/31', 'bits are set behind the prefix; write the first address of the network'],
    ['0.0.0.1/0', 'bits are set behind the prefix; write the first address of the network'],
    ['1::1/64', 'bits are set behind the prefix; write the first address of the network'],
  ])('%j: %s', (text, why) => expect(parseNetwork(text)).toBe(why));

  it.each<readonly [string, readonly string[], readonly string[]]>([
    [
      '10.0.0.0/8',
      ['10.0.0.0', '10.255.255.255'],
      ['9.255.255.255', '11.0.0.0', '::a00:0', '::ffff:10.0.0.1', '010.0.0.0'],
    ],
    ['10.0.128.0/17', ['10.0.128.0', '10.0.255.1'], ['10.0.127.255', '10.1.128.0']],
    ['192.0.2.4/30', ['192.0.2.4', '192.0.2.7'], ['192.0.2.3', '192.0.2.8']],
    ['192.0.0.0/16', ['192.0.0.0', '192.0.255.255'], ['192.1.0.0', '191.0.0.0']],
    ['192.0.2.1/32', ['192.0.2.1'], ['192.0.2.0', '192.0.2.2']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', 'x', '']],
    ['::/0', ['::', 'ffff::1'], ['1.2.3.4']],
    ['2001:db8::/33', ['2001:db8::', '2001:db8:7fff:ffff::1'], ['2001:db8:8000::', '2001:db9::']],
    ['::ffff:0:0/96', ['::ffff:1.2.3.4'], ['1.2.3.4', '::fffe:1.2.3.4']],
    ['2001:db8::1/128', ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'], ['2001:db8::2']],
  ])('%s has %j, and not %j', (text, inside, outside) => {
    const network = parseNetwork(text);
    if (typeof network === 'string') throw new Error(network);
    expect([...inside, ...outside].filter((one) => inNetwork(network, one))).toEqual(inside);
  });
});

describe('an instant', () => {
  const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'week'] as const;
  const parts = (value: unknown) => PARTS.map((part) => timePart(value, part));

  it.each<readonly [unknown, readonly number[]]>([
    ['2025-06-15T23:30:00-05:00', [2025, 6, 16, 4, 30, 25]],
    ['2025-06-15T23:30:59.999Z', [2025, 6, 15, 23, 30, 24]],
    ['20250615T233059Z', [2025, 6, 15, 23, 30, 24]],
    ['2025-06-15 23:30', [2025, 6, 15, 23, 30, 24]],
    ['2025-06-15t23z', [2025, 6, 15, 23, 0, 24]],
    ['2025-06-15T00:10+00:30', [2025, 6, 14, 23, 40, 24]],
    ['2025-06-15T12:00:60Z', [2025, 6, 15, 12, 0, 24]],
    ['2025-06-15', [2025, 6, 15, 0, 0, 24]],
    ['2024-02-29', [2024, 2, 29, 0, 0, 9]],
    ['2000-02-29', [2000, 2, 29, 0, 0, 9]],
    ['2024-12-30', [2024, 12, 30, 0, 0, 1]],
    ['2021-01-03', [2021, 1, 3, 0, 0, 53]],
    ['2021-01-04', [2021, 1, 4, 0, 0, 1]],
    ['1969-12-31T23:59:00Z', [1969, 12, 31, 23, 59, 1]],
    ['0000-03-01', [0, 3, 1, 0, 0, 9]],
    [0, [1970, 1, 1, 0, 0, 1]],
    [-1, [1969, 12, 31, 23, 59, 1]],
    [1_735_689_600, [2025, 1, 1, 0, 0, 1]],
    [1_735_689_600_000, [2025, 1, 1, 0, 0, 1]],
    [1e12, [2001, 9, 9, 1, 46, 36]],
    [-1e12, [1938, 4, 24, 22, 13, 16]],
  ])('%p is %j', (value, expected) => expect(parts(value)).toEqual(expected));

  it.each([
    ...[
      '2025-02-29',
      '1900-02-29',
      '2025-04-31',
      '2025-13-01',
      '2025-00-10',
      '2025-01-00',
      '2025-01-01T24:00Z',
      '2025-0101',
    ],
    ...[
      '2025-01-01T23:60Z',
      '2025-01-01T23:59:61Z',
      '2025-1-1',
      'yesterday',
      '',
      '12:00',
      '2025-01-01T',
      `${' '.repeat(49)}2025-01-01`,
    ],
    ...[null, undefined, true, {}, [], Number.NaN, Number.POSITIVE_INFINITY],
  ])('%p is none', (value) => {
    expect(parts(value)).toEqual(PARTS.map(() => undefined));
    expect(instantOf(value)).toBeUndefined();
  });

  it.each<readonly [unknown, number]>([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:01.5Z', 1500],
    ['1970-01-01T01:01:01,250Z', 3_661_250],
    ['1970-01-01T00:00:00.0019Z', 1],
    ['1970-01-01T01:00:59+01:00', 59_000],
    ['1970-01-02', 86_400_000],
    ['1970-01-01T00:02Z', 120_000],
    [5, 5000],
    [1.5, 1500],
    [999_999_999_999, 999_999_999_999_000],
    [1e12, 1e12],
    [-1e12, -1e12],
  ])('%p is %d ms', (value, expected) => expect(instantOf(value)).toBe(expected));
});

describe('numbers', () => {
  it.each([
    ['5', true],
    ['-5.25e+10', true],
    ['+0', true],
    ['.5', false],
    ['5.', false],
    ['1e', false],
    ['1_0', false],
    [' 1', false],
    ['x1', false],
    ['1x', false],
    ['', false],
    ['1'.repeat(400), true],
    ['1'.repeat(401), false],
  ])('%s is a decimal number: %p', (text, expected) => expect(isDecimal(text)).toBe(expected));

  it.each<readonly ['lt' | 'lte' | 'gt' | 'gte', string, unknown, boolean]>([
    ['gt', '5', 5.5, true],
    ['gt', '5', '5', false],
    ['gte', '5', '5.0', true],
    ['lt', '5', '-1e3', true],
    ['lte', '5', '5.000001', false],
    ['lt', '5', 'x', false],
    ['gt', '5', true, false],
    ['gt', '12345678901234567890', '12345678901234567891', true],
    ['gt', '12345678901234567890', '12345678901234567890', false],
    ['gte', '12345678901234567890', '+12345678901234567890', true],
    ['lt', '12345678901234567890', '12345678901234567889', true],
    ['lt', '12345678901234567890', '5', true],
    ['gt', '9007199254740991', '9007199254740993', true],
    ['gt', '1.5', '12345678901234567891', true],
    ['lt', '-12345678901234567890', '-12345678901234567891', true],
    ['gt', '12345678901234567890', 12345678901234567000, false],
  ])('%s %s holds of %p: %p', (op, wanted, given, expected) => {
    expect(compareWith(op, Number(wanted), wanted)(given)).toBe(expected);
  });

  it.each<readonly [string, unknown, boolean]>([
    ['5', 5, true],
    ['5', '5', true],
    ['5', '5.0', false],
    ['5', '05', false],
    ['1.10', '1.10', true],
    ['1.10', '1.1', true],
    ['1.10', 1.1, true],
    ['1e3', '1000', true],
    ['1e3', '1e3', true],
    ['5', true, false],
    ['5', null, false],
    ['5', ['5'], false],
  ])('%s equals %p: %p', (wanted, given, expected) => {
    expect(equalsNumber(Number(wanted), wanted)(given)).toBe(expected);
  });

  it('are known by as many texts as they need', () => {
    expect(spellings(5, '5')).toEqual(['5']);
    expect(spellings(1.5, '1.50')).toEqual(['1.50', '1.5']);
    expect(spellings(Number.POSITIVE_INFINITY, '.inf')).toEqual(['.inf']);
    expect(numberTexts('123456789012345')).toEqual(['123456789012345']);
    expect(numberTexts('12345678901234567890')).toEqual(['12345678901234567890', '12345678901234567000']);
    expect(numberTexts('x')).toEqual(['x']);
    expect(numberTexts('1'.repeat(401))).toEqual(['1'.repeat(401)]);
  });
});
