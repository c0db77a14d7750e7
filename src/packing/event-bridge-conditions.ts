import { fail, ok, type Result } from '#core/result';
import type { PatternPiece } from '#sigma/detection-ast';
import type { FieldNeed, ValueNeed } from '#sigma/pushdown/need';
import { parseNetwork } from '#sigma/text/cidr';
import { isDecimal, numberTexts, spellings } from '#sigma/text/number-compare';
import { isMany, literalOf } from '#sigma/text/pattern';
import { type FieldFacts, factsOf } from './cloudtrail-fields.ts';
import { vagueReason } from './reasons.ts';

/** One of the values that an event pattern lists for a field. */
export type EventBridgeCondition = string | number | boolean | null | Readonly<Record<string, unknown>>;

type Written = Result<readonly EventBridgeCondition[], string>;

/**
 * Writes what must hold of a field in the language of event patterns: one of the conditions must. Fails with the reason
 * where it can't (Amazon EventBridge User Guide, "Comparison operators"; how they behave was tried with Event Ruler).
 */
export function eventBridgeConditions({ field, anyOf }: FieldNeed): Written {
  if (field.split('.').some((name) => name === '' || name.startsWith('$') || NO_NAMES.has(name)))
    return fail(`${field}: a pattern takes such a name for something else`);
  const facts = factsOf(field);
  const conditions: EventBridgeCondition[] = [];
  for (const value of anyOf) {
    const written = writtenValue(facts, value);
    if (!written.ok) return fail(`${field}: ${written.error}`);
    conditions.push(...written.value);
  }
  return ok(distinct(conditions));
}

/**
 * Below `$or`, a field with the name of an operator is taken for one, and the pattern refused (tried with Event Ruler). The
 * last is taken for something else while the pattern is put together.
 */
const NO_NAMES: ReadonlySet<string> = new Set([
  ...['prefix', 'suffix', 'exists', 'numeric', 'cidr', 'wildcard', 'anything-but', 'equals-ignore-case'],
  ...['anything-but-ignore-case', 'exactly', 'interval', '=', '<', '<=', '>', '>='],
  '__proto__',
]);

const distinct = (conditions: readonly EventBridgeCondition[]): readonly EventBridgeCondition[] => [
  ...new Map(conditions.map((one) => [JSON.stringify(one), one])).values(),
];

function writtenValue(facts: FieldFacts | undefined, value: ValueNeed): Written {
  switch (value.kind) {
    case 'null':
      return ok([{ exists: false }, null]);
    case 'exists':
      return ofExistence(facts, value);
    case 'number':
      return ofNumber(value);
    case 'compare':
      return facts?.kind === 'number' && isSafe(value.value)
        ? ok([{ numeric: [SIGNS[value.op], value.value] }])
        : fail('numbers in texts cannot be compared');
    case 'cidr':
      return ofNetwork(value.network);
    case 'text':
      return ofText(facts, value);
  }
}

const SIGNS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Within what patterns have always compared exactly: five thousand million, six places. */
const isSafe = (value: number): boolean =>
  Math.abs(value) <= 5e9 && Number.isFinite(value) && Math.abs(value * 1e6 - Math.round(value * 1e6)) === 0;

/** That something is there can be asked of single values only: an object or an empty list is nothing to a pattern. */
function ofExistence(
  facts: FieldFacts | undefined,
  { present, for: vague }: Extract<ValueNeed, { kind: 'exists' }>,
): Written {
  if (!present) return ok([{ exists: false }]);
  if (vague && !facts?.isRare) return fail(vagueReason(vague));
  return facts ? ok([{ exists: true }]) : fail('an object there is nothing to a pattern');
}

function ofNumber({ text, value }: Extract<ValueNeed, { kind: 'number' }>): Written {
  if (!isSafe(value)) return fail(`${text} is beyond the numbers of patterns`);
  return ok([value, ...new Set([...spellings(value, text), ...numberTexts(text)])]);
}

/**
 * A network of all addresses is one of both families to a pattern. IPv6 networks among which IPv4 addresses are written too are
 * left out: readers of addresses differ there. One of a single address is refused, so that address is a text, which IPv4 writes in
 * one way only; in IPv6 its neighbour comes along.
 */
function ofNetwork(network: string): Written {
  const parsed = parseNetwork(network);
  if (typeof parsed === 'string') return fail(parsed);
  const { groups, prefix } = parsed;
  const isV4 = groups.length === 2;
  if (prefix === 0 || (!isV4 && groups[0] === 0)) return fail(`${network} is not compared in the same way`);
  if (prefix < groups.length * 16) return ok([{ cidr: network }]);
  const [address = ''] = network.split('/');
  return ok([isV4 ? address : { cidr: `${address}/127` }]);
}

type TextNeed = Extract<ValueNeed, { kind: 'text' }>;

function ofText(facts: FieldFacts | undefined, { pattern, cased }: TextNeed): Written {
  const literal = literalOf(pattern);
  if (facts && facts.kind !== 'text') return ofScalar(facts, literal);
  if (literal !== undefined) return ofWhole(facts, literal, cased);
  const first = textOf(pattern[0]);
  const last = textOf(pattern.at(-1));
  const start = first === '' ? undefined : startOf(facts, first, cased);
  const end = last === '' ? undefined : endOf(facts, last, cased);
  const inner =
    cased && pattern.length === 3 && isMany(pattern[0]) && isMany(pattern[2]) ? textOf(pattern[1]) : '';
  const best =
    start ??
    end ??
    (inner !== '' && facts ? { wildcard: `*${inner.replace(/[\\*]/g, '\\$&')}*` } : undefined);
  if (best) return ok([best]);
  if (facts?.isRare) return ok([{ exists: true }]);
  return fail('a piece of a text cannot be looked for whatever the letter case');
}

const textOf = (piece: PatternPiece | undefined): string => (piece && 'text' in piece ? piece.text : '');

function ofScalar({ kind }: FieldFacts, literal = ''): Written {
  const folded = literal.toLowerCase();
  if (kind === 'boolean' && (folded === 'true' || folded === 'false'))
    return ok([folded === 'true', anyCase(folded)]);
  if (kind === 'number' && isDecimal(literal) && isSafe(Number(literal)))
    return ok([Number(literal), literal]);
  return fail(`it is a ${kind}`);
}

function ofWhole(facts: FieldFacts | undefined, text: string, cased: boolean): Written {
  const other = facts ? [] : otherTypes(text);
  if (!other) return fail('what is no text may read like this');
  if (cased || isLetterless(text)) return ok([text, ...other]);
  if (facts?.isAscii || isTwoFormed(text)) return ok([anyCase(text), ...other]);
  const part = startOf(facts, text, cased) ?? endOf(facts, text, cased);
  return part ? ok([part, ...other]) : fail('letters of it have more than two forms');
}

/** Numbers and booleans that read like a text; `undefined` where a pattern can't list what does, such as objects. */
function otherTypes(text: string): readonly EventBridgeCondition[] | undefined {
  const folded = text.toLowerCase();
  if (folded === 'true' || folded === 'false') return [folded === 'true'];
  if (text.startsWith('{') || /^[-+]?infinity$/.test(folded)) return undefined;
  if (!isDecimal(text)) return [];
  const number = Number(text);
  if (isSafe(number) && numberTexts(text).length === 1) return [number];
  return undefined;
}

/** Words that values other than texts begin and end with. */
const WORDS = ['true', 'false', 'infinity', '-infinity'];

function startOf(
  facts: FieldFacts | undefined,
  text: string,
  cased: boolean,
): EventBridgeCondition | undefined {
  const start = cased ? text : sureStart(facts, text);
  const folded = start.toLowerCase();
  const isMixed = !facts && (/^[-+\d{]/.test(folded) || WORDS.some((word) => word.startsWith(folded)));
  if (start === '' || isMixed) return undefined;
  return { prefix: cased || isLetterless(start) ? start : anyCase(start) };
}

function endOf(
  facts: FieldFacts | undefined,
  text: string,
  cased: boolean,
): EventBridgeCondition | undefined {
  const end = cased ? text : [...sureStart(facts, [...text].reverse().join(''))].reverse().join('');
  const folded = end.toLowerCase();
  const isMixed = !facts && (/[\d}]$/.test(folded) || WORDS.some((word) => word.endsWith(folded)));
  if (end === '' || isMixed) return undefined;
  return { suffix: cased || isLetterless(end) ? end : anyCase(end) };
}

/**
 * As much of a text as has letters of two forms only. Sigma takes the Kelvin sign for a k and the long s for an s, patterns
 * don't; where callers may write anything, these letters end what can be asked for.
 */
const sureStart = (facts: FieldFacts | undefined, text: string): string =>
  facts?.isAscii ? asciiStart(text) : (/^[^kKsS\x80-\uffff]*/.exec(text)?.[0] ?? '');

const asciiStart = (text: string): string => /^[^\x80-\uffff]*/.exec(text)?.[0] ?? '';
const isTwoFormed = (text: string): boolean => sureStart(undefined, text) === text;
const isLetterless = (text: string): boolean => /^[^A-Za-z\x80-\uffff]*$/.test(text);

const anyCase = (text: string) => ({ 'equals-ignore-case': text });
