import { isDecimal } from '../text/number-compare.ts';

/** A decimal number, exactly: `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint;
  /** 0 or more. */
  readonly scale: number;
}

/** Exponents beyond those of doubles; numbers with larger ones are left out, and smaller ones are nothing. */
const MOST_EXPONENT = 400;
const PARTS = /^([-+]?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;
const NOTHING: Decimal = { digits: 0n, scale: 0 };

/**
 * Reads a number, or a text that is a decimal number in full; `undefined` for anything else, infinity included.
 *
 * Exactly, because sums of doubles depend on the order in which they are added, and events come in any order.
 */
export function decimalOf(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || !isDecimal(text)) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = PARTS.exec(text) ?? [];
  const exponent = Number(power);
  if (exponent > MOST_EXPONENT) return undefined;
  if (exponent < -MOST_EXPONENT) return NOTHING;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - exponent;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** A sum that numbers can be taken out of again without a trace. */
export interface ExactSum {
  readonly add: (value: Decimal) => void;
  readonly drop: (value: Decimal) => void;
  /** Below 0, 0 or above 0: how the sum compares with `times` times `bound`. */
  readonly compare: (bound: Decimal, times: number) => number;
  /** The nearest double of the sum, divided. */
  readonly value: (divisor: number) => number;
}

/** Starts a sum at nothing. */
export function exactSum(): ExactSum {
  let total = 0n;
  let scale = 0;
  const change = (value: Decimal, sign: bigint): void => {
    if (value.scale > scale) {
      total *= 10n ** BigInt(value.scale - scale);
      scale = value.scale;
    }
    total += sign * value.digits * 10n ** BigInt(scale - value.scale);
  };
  return {
    add: (value) => change(value, 1n),
    drop: (value) => change(value, -1n),
    compare: (bound, times) => {
      const ours = total * 10n ** BigInt(bound.scale);
      const theirs = bound.digits * BigInt(times) * 10n ** BigInt(scale);
      return ours < theirs ? -1 : Number(ours > theirs);
    },
    value: (divisor) => Number(`${total}e-${scale}`) / divisor,
  };
}
