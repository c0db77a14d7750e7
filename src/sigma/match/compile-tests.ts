import type { ValueTest } from '../detection-ast.ts';
import { inNetwork, parseNetwork } from '../text/cidr.ts';
import { compareWith, equalsNumber, isDecimal, numberTexts } from '../text/number-compare.ts';
import { isMany, literalOf } from '../text/pattern.ts';
import { compileRegex } from '../text/regex.ts';
import { timePart } from '../text/timestamps.ts';
import {
  compilePattern,
  contains,
  endsWith,
  equals,
  startsWith,
  type TextMatcher,
} from '../text/wildcard.ts';
import { isRecord, someText, textOf } from './event-values.ts';
import { fieldPath, HELD, testField, type ValueTester } from './fields.ts';

/**
 * Compiles what one value is held against. The tester gets single values, never lists; null meets only `null`.
 *
 * `exists` is decided by the item, since it needs no value.
 */
export function compileTest(test: ValueTest): ValueTester {
  switch (test.kind) {
    case 'text':
      return textTester(test);
    case 'number':
      return numberTester(test.value, test.text);
    case 'null':
      return (value) => value === null;
    case 'exists':
      return () => test.present;
    case 'regex':
      return onText(regexMatcher(test.source, test.flags));
    case 'cidr':
      return networkTester(test.network);
    case 'compare':
      return compareWith(test.op, test.value, test.text);
    case 'time':
      return timeTester(test);
    case 'fieldref':
      return fieldrefTester(test);
  }
}

const onText =
  (matches: TextMatcher): ValueTester =>
  (value) => {
    const text = typeof value === 'string' ? value : textOf(value);
    return text !== undefined && matches(text);
  };

function textTester({ pattern, cased }: Extract<ValueTest, { kind: 'text' }>): ValueTester {
  const matches = compilePattern(pattern, cased);
  const open = pattern.length > 1 && isMany(pattern[0]) && isMany(pattern.at(-1));
  if (open) return containsTester(matches);
  const literal = literalOf(pattern);
  return literal !== undefined && longNumber(literal) ? longNumberTester(literal, matches) : onText(matches);
}

/** `contains` looks into an object twice: in its compact JSON, and in each text below it without JSON's escapes. */
const containsTester =
  (matches: TextMatcher): ValueTester =>
  (value) => {
    if (typeof value === 'string') return matches(value);
    const text = textOf(value);
    return text !== undefined && (matches(text) || (isRecord(value) && someText(value, matches)));
  };

const longNumber = (text: string): boolean => isDecimal(text) && numberTexts(text).length > 1;

/** JSON cuts the digits of long numbers; the cut number is then the best that there is to compare with. */
const longNumberTester =
  (literal: string, matches: TextMatcher): ValueTester =>
  (value) =>
    typeof value === 'number' ? value === Number(literal) : onText(matches)(value, '');

function numberTester(wanted: number, text: string): ValueTester {
  const same = equalsNumber(wanted, text);
  return (value) => same(value) || (typeof value === 'bigint' && String(value) === text);
}

/**
 * Compiled when a text first meets it: compiling takes a millisecond in a process that has just started, and most of
 * them meet no such text. The expression was checked when its rule was loaded.
 */
function regexMatcher(source: string, flags: string): TextMatcher {
  let matches: TextMatcher | undefined;
  return (text) => {
    matches ??= checkedRegex(source, flags);
    return matches(text);
  };
}

function checkedRegex(source: string, flags: string): TextMatcher {
  const compiled = compileRegex(source, flags);
  if (typeof compiled === 'string')
    throw new TypeError(`a checked expression no longer compiles: ${compiled}`);
  return compiled;
}

function networkTester(text: string): ValueTester {
  const network = parseNetwork(text);
  if (typeof network === 'string') throw new TypeError(`a checked network is no network: ${network}`);
  return (value) => typeof value === 'string' && inNetwork(network, value);
}

function timeTester({ part, op, value: wanted }: Extract<ValueTest, { kind: 'time' }>): ValueTester {
  const meets =
    op === 'eq' ? (given: number): boolean => given === wanted : compareWith(op, wanted, String(wanted));
  return (value) => {
    const given = timePart(value, part);
    return given !== undefined && meets(given);
  };
}

const POSITIONS = { whole: equals, contains, startswith: startsWith, endswith: endsWith } as const;

function fieldrefTester({ field, position, cased }: Extract<ValueTest, { kind: 'fieldref' }>): ValueTester {
  const path = fieldPath(field);
  return (own, event) => {
    const text = textOf(own);
    if (text === undefined) return false;
    const meets: ValueTester = (other) => {
      const wanted = textOf(other);
      return wanted !== undefined && POSITIONS[position](wanted, cased)(text);
    };
    return testField(event, path, meets) === HELD;
  };
}
