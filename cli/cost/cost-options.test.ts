import { describe, expect, it } from '@jest/globals';
import { amountOption, doorsOption, rateOption } from './cost-options.ts';
import { fineMoney, money, unitPrice } from './money.ts';

describe('amountOption', () => {
  it.each([
    ['0', 0],
    ['250000', 250_000],
    ['250k', 250_000],
    ['2.5M', 2_500_000],
    ['1m', 1_000_000],
    ['1000000000000', 1e12],
  ])('reads %s', (text, expected) => expect(amountOption(text)).toBe(expected));

  it.each(['', '-1', '1,000', '1e6', '0.5', '1.2345k', '1G', 'many', '9999999999999', '999999999999M'])(
    'refuses %s',
    (text) => expect(() => amountOption(text)).toThrow('Expected a whole number'),
  );
});

describe('rateOption', () => {
  it.each([
    ['0', 0],
    ['0.001', 0.001],
    ['1', 1],
  ])('reads %s', (text, expected) => expect(rateOption(text)).toBe(expected));
  it.each(['1.1', '-0.1', '.5', 'x', ''])('refuses %s', (text) =>
    expect(() => rateOption(text)).toThrow('from 0 to 1'),
  );
});

describe('doorsOption', () => {
  it('gives every door once, in the order of the settings', () => {
    expect(doorsOption('objects, logs,objects')).toEqual(['logs', 'objects']);
  });
  it.each(['', 'logs,', 'trail'])('refuses %s', (text) => expect(() => doorsOption(text)).toThrow('some of'));
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [1, 'under $0.01'],
    [4_999, 'under $0.01'],
    [5_000, '$0.01'],
    [1_234_567_890, '$1,234.57'],
  ])('%i micro-dollars are %s', (microDollars, expected) => expect(money(microDollars)).toBe(expected));

  it('has finer lines, and prices with all their digits', () => {
    expect(fineMoney(1_849)).toBe('$0.0018');
    expect([unitPrice(13.3334, 1_000_000), unitPrice(3, 1)]).toEqual(['$13.3334 per million', '$3.00 each']);
  });
});
