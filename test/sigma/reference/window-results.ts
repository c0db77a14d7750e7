import type { Bound, Correlation } from '#sigma/correlation-ast';

/** What is counted: an event, or the firing of a correlation. */
export interface Counted {
  readonly at: number;
  readonly id: string;
  readonly eventIds: readonly string[];
  readonly partition: string | undefined;
  /** Keys of the rules that it met. */
  readonly rules: readonly string[];
  /** Texts in a field, none where it is missing. */
  readonly texts: (field: string) => readonly string[];
}

/** Several values at one field are one value, their list. */
export const joinedText = (texts: readonly string[]): string | undefined =>
  texts.length > 1 ? JSON.stringify(texts) : texts[0];

/** Whether the condition of a correlation holds of the events of one window, which are in order of time. */
export function holdsOf(correlation: Correlation, window: readonly Counted[]): boolean {
  const result = resultOf(correlation, window);
  return result !== undefined && correlation.condition.every((bound) => isMet(bound, result));
}

/** A fraction: what a window comes to, exactly. */
interface Fraction {
  readonly top: bigint;
  /** Above 0. */
  readonly bottom: bigint;
}

const whole = (count: number): Fraction => ({ top: BigInt(count), bottom: 1n });
const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});
const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { ...b, top: -b.top });

function isMet({ op, value }: Bound, result: Fraction): boolean {
  const { top } = minus(result, fractionOf(String(value)) ?? whole(0));
  if (op === 'gt') return top > 0n;
  if (op === 'gte') return top >= 0n;
  if (op === 'lt') return top < 0n;
  if (op === 'lte') return top <= 0n;
  return op === 'eq' ? top === 0n : top !== 0n;
}

/** Reads a decimal number in full. */
function fractionOf(text: string): Fraction | undefined {
  const [found, digits = '', fraction = '', exponent = '0'] =
    /^([-+]?\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  if (found === undefined) return undefined;
  const power = Number(exponent) - fraction.length;
  const top = BigInt(`${digits}${fraction}`.replace('+', ''));
  return power >= 0
    ? { top: top * 10n ** BigInt(power), bottom: 1n }
    : { top, bottom: 10n ** BigInt(-power) };
}

/** What a window comes to; `undefined` where there is nothing to compare. */
function resultOf(correlation: Correlation, window: readonly Counted[]): Fraction | undefined {
  const { type, rules, fields } = correlation;
  if (type === 'event_count') return whole(new Set(window.map(({ id }) => id)).size);
  if (type === 'value_count') return whole(new Set(window.flatMap((one) => valuesOf(one, fields))).size);
  if (type === 'temporal')
    return whole(rules.filter((rule) => window.some((one) => one.rules.includes(rule))).length);
  if (type === 'temporal_ordered') return whole(longestOrder(rules, window));
  const numbers = window
    .flatMap((one) => valuesOf(one, fields))
    .flatMap((text) => fractionOf(text) ?? [])
    .sort((a, b) => (minus(a, b).top < 0n ? -1 : 1));
  if (numbers.length === 0) return undefined;
  if (type === 'value_percentile') return percentileOf(numbers, correlation.percentile ?? 50);
  const sum = numbers.reduce(plus, whole(0));
  return type === 'value_sum' ? sum : times(sum, { top: 1n, bottom: BigInt(numbers.length) });
}

/** One field counts each of its values; several fields count their combination. */
const valuesOf = ({ texts }: Counted, fields: readonly string[]): readonly string[] =>
  fields.length === 1
    ? texts(fields[0] ?? '')
    : [JSON.stringify(fields.map((field) => joinedText(texts(field))))];

/** Of how many rules, taken in their order, each can be met at the time of the one before or later. */
function longestOrder(rules: readonly string[], window: readonly Counted[]): number {
  const from = (rule: number, at: number): number => {
    if (rule === rules.length) return 0;
    const passed = from(rule + 1, at);
    const met = window.find((one) => one.at >= at && one.rules.includes(rules[rule] ?? ''));
    return met ? Math.max(passed, 1 + from(rule + 1, met.at)) : passed;
  };
  return from(0, Number.NEGATIVE_INFINITY);
}

/** Linear interpolation between the sorted values on both sides of the wanted place. */
function percentileOf(sorted: readonly Fraction[], percent: number): Fraction {
  const place = times(fractionOf(String(percent)) ?? whole(0), {
    top: BigInt(sorted.length - 1),
    bottom: 100n,
  });
  const below = place.top / place.bottom;
  const between = minus(place, { top: below, bottom: 1n });
  const low = sorted[Number(below)] ?? whole(0);
  const high = sorted[Number(below) + 1] ?? low;
  return plus(low, times(minus(high, low), between));
}
