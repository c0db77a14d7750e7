import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { nearest } from '../suggest.ts';
import { base64Offsets, utf8, utf16 } from '../text/base64.ts';
import { inNetwork, parseAddress, parseNetwork } from '../text/cidr.ts';
import { fold } from '../text/fold.ts';
import { compareWith, isDecimal } from '../text/number-compare.ts';
import { compileRegex } from '../text/regex.ts';
import { timePart } from '../text/timestamps.ts';
import { closeDashes, countDashes, openDashes } from '../text/windash.ts';

const within = (network: string, text: string): boolean => {
  const parsed = parseNetwork(network);
  if (typeof parsed === 'string') throw new Error(parsed);
  return inNetwork(parsed, text);
};

describe('networks', () => {
  it.each([
    ['100.64.0.0/10', '100.127.255.254', true],
    ['100.64.0.0/10', '100.128.0.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['192.0.2.1/32', '192.0.2.1', true],
    ['192.0.2.1/32', '192.0.2.2', false],
    ['2001:db8:aa::/48', '2001:0DB8:00aa::1', true],
    ['2001:db8:aa::/48', '2001:db8:ab::1', false],
    ['::/0', '::', true],
    ['::/0', '192.0.2.1', false],
    ['0.0.0.0/0', '::ffff:192.0.2.1', false],
    ['::ffff:0:0/96', '::ffff:192.0.2.1', true],
    ['fe80::/10', 'fe80::1%eth0', false],
    ['192.0.2.0/24', '192.0.2.01', false],
    ['192.0.2.0/24', '192.0.2.1:80', false],
    ['192.0.2.0/24', '192.0.2.1, 192.0.2.2', false],
    ['192.0.2.0/24', 'AWS Internal', false],
    ['192.0.2.0/24', ' 192.0.2.1', false],
    ['192.0.2.0/24', '192.0.2', false],
    ['::/0', '1:2:3:4:5:6:7:8:9', false],
    ['::/0', '1::2::3', false],
    ['::/0', '1:2:3:4:5:6:7:8::', false],
    ['::/0', '1:2:3:4:5:6:7::', true],
    ['::/0', '12345::', false],
    ['::/0', ':1::2', false],
    ['::/0', ':::', false],
    ['::/0', '1:2:3:4:5:6:192.0.2.1', true],
    ['::/0', '192.0.2.1::', false],
  ])('%s holds %j: %j', (network, text, expected) => expect(within(network, text)).toBe(expected));

  it.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.1/8',
    '10.0.0/8',
    '10.*',
    '::1/64',
    '::/129',
    'x/8',
    '',
  ])('refuses %j', (text) => expect(typeof parseNetwork(text)).toBe('string'));

  it('agrees with arithmetic on whole numbers', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const number = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (base, address, prefix) => {
        const size = 2 ** (32 - prefix);
        const first = Math.floor(number(base) / size) * size;
        const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
        const given = number(address);
        expect(within(`${text}/${prefix}`, address.join('.'))).toBe(given >= first && given < first + size);
      }),
    );
  });

  it('reads every way to write an IPv6 address', () => {
    fc.assert(fc.property(fc.ipV6(), (text) => expect(parseAddress(text)).toHaveLength(8)));
  });
});

describe('numbers', () => {
  it.each(['0', '-1', '+5', '007', '1.50', '1e9', '1.5E-3'])('%j is a decimal', (text) =>
    expect(isDecimal(text)).toBe(true),
  );
  it.each(['', ' 5', '5 ', '0x10', '1_000', '1,5', '.', '5.', 'Infinity', 'NaN', '--1', '1e', '٣'])(
    '%j is none',
    (text) => expect(isDecimal(text)).toBe(false),
  );

  it('reads no number of a thousand digits', () => expect(isDecimal('9'.repeat(1000))).toBe(false));

  it('agrees with arithmetic on whole numbers of any length', () => {
    const whole = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    fc.assert(
      fc.property(whole, fc.oneof(fc.bigInt({ min: -2n, max: 2n }), whole), (wanted, distance) => {
        const given = wanted + distance;
        const text = wanted.toString();
        expect(compareWith('gt', Number(wanted), text)(given.toString())).toBe(given > wanted);
        expect(compareWith('lte', Number(wanted), text)(given.toString())).toBe(given <= wanted);
      }),
    );
  });
});

describe('timestamps', () => {
  it.each([
    ['2025-06-15T23:30:00-05:00', 'hour', 4],
    ['2025-06-15T23:30:00-0500', 'day', 16],
    ['2025-06-15T00:10:00+05:30', 'minute', 40],
    ['2025-01-01T00:10:00+01', 'year', 2024],
    ['2025-02-01T23:05:00Z', 'hour', 23],
    ['2025-02-01 23:05:44.123456789', 'minute', 5],
    ['20250201T230544Z', 'month', 2],
    ['2025-02-01', 'day', 1],
    ['2024-02-29', 'day', 29],
    ['2025-02-29', 'day', undefined],
    ['2025-13-01', 'day', undefined],
    ['2025-01-01T24:00:00Z', 'hour', undefined],
    ['12:00', 'hour', undefined],
    ['', 'hour', undefined],
    ['1750000000', 'hour', undefined],
    [1750000000, 'hour', 15],
    [1750000000000, 'hour', 15],
    [true, 'hour', undefined],
    [null, 'hour', undefined],
    ['2021-01-03', 'week', 53],
    ['2021-01-04', 'week', 1],
    ['2024-12-30', 'week', 1],
    ['1969-12-31T23:59:59Z', 'year', 1969],
  ] as const)('%j has the %s %j', (value, part, expected) => expect(timePart(value, part)).toBe(expected));

  it('agrees with the calendar of the runtime', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2399-12-31'), noInvalidDate: true }), (date) => {
        const text = date.toISOString();
        const parts = (['year', 'month', 'day', 'hour', 'minute'] as const).map((part) =>
          timePart(text, part),
        );
        const expected = [
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCHours(),
          date.getUTCMinutes(),
        ];
        expect(parts).toEqual(expected);
      }),
    );
  });
});

describe('Base64', () => {
  it('finds a text at any offset of a longer one', () => {
    const bytes = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(
        bytes,
        fc.string({ minLength: 2, maxLength: 8, unit: 'binary' }),
        bytes,
        (before, text, behind) => {
          const whole = Buffer.from([...before, ...utf8(text), ...behind]).toString('base64');
          expect(base64Offsets(utf8(text)).some((part) => whole.includes(part))).toBe(true);
        },
      ),
    );
  });

  it('gives the three known texts, and none that is empty', () => {
    expect(base64Offsets(utf8('foobar'))).toEqual(['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX']);
    expect(base64Offsets(utf8('f'))).toEqual(['Z', 'm']);
    expect(base64Offsets([])).toEqual([]);
  });

  it('writes UTF-16 in its three forms', () => {
    expect(utf16('aé', 'le')).toEqual([0x61, 0, 0xe9, 0]);
    expect(utf16('aé', 'be')).toEqual([0, 0x61, 0, 0xe9]);
    expect(utf16('a', 'marked')).toEqual([0xff, 0xfe, 0x61, 0]);
  });
});

describe('windash', () => {
  it.each([
    [' -enc', 1],
    ['/s -x', 2],
    ['a-b', 0],
    ['- a', 0],
    ['--x', 1],
    ['(-x)/y', 2],
    ['é-x', 0],
    ['-é', 1],
    ['-_', 1],
  ])('%j has %d flags', (text, count) => {
    const opened = openDashes([{ text }]);
    expect(countDashes(opened)).toBe(count);
    expect(closeDashes(opened)).toHaveLength(5 ** count);
    expect(closeDashes(opened)).toContainEqual([{ text }]);
  });
});

describe('fold', () => {
  it.each([
    ['ÀÉ', 'àé'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ς', 'σ'],
    ['\u212a', 'k'],
    ['ẞ', 'ß'],
    ['ı', 'ı'],
    ['İ', 'İ'],
    ['𐐀', '𐐨'],
  ])('%s becomes %s', (text, expected) => expect(fold(text)).toBe(expected));

  it('never changes a length, folds again to the same, and treats pieces as it treats the whole', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 5 });
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(fold(a)).toHaveLength(a.length);
        expect(fold(fold(a))).toBe(fold(a));
        expect(fold(a + b)).toBe(fold(a) + fold(b));
      }),
    );
  });

  it('holds over every code point', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const one = String.fromCodePoint(point);
      if (fold(one).length !== one.length || fold(fold(one)) !== fold(one)) wrong.push(one);
    }
    expect(wrong).toEqual([]);
  });
});

describe('regular expressions', () => {
  const long = 'a'.repeat(1_000_000);
  it.each([
    '^(a+)+$',
    '(a|aa)*c',
    '(.*)(.*)(.*)x',
    '(a?){60}a{60}z',
    '[ab]*a[ab]{16}[bc]',
    '(?i)FOObar',
    '\\ba+é',
  ])('test a million characters with %j and come back', (source) => {
    const matches = compileRegex(source, '');
    expect(typeof matches === 'string' ? matches : matches(`${long}!`)).toBe(false);
  });
});

it.each([
  ['containz', 'contains'],
  ['Contains', 'contains'],
  ['starswith', 'startswith'],
  ['endwsith', 'endswith'],
  ['xyz', undefined],
  ['i', undefined],
])('the nearest to %j is %j', (word, expected) => {
  expect(nearest(word, ['contains', 'startswith', 'endswith', 're'])).toBe(expected);
});
