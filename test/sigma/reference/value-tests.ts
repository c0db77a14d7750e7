import { bytesOf, offsetsOf } from './encodings.ts';
import { isObject, textFor, valuesAt } from './event-fields.ts';
import { expressionOf } from './expressions.ts';
import { partOfInstant } from './instants.ts';
import { isInside } from './networks.ts';
import { fits, literalTokens, type Token, textsFor, tokensOf, withDashes } from './patterns.ts';
import type { RuleValue } from './rule-text.ts';

export type Placeholders = Readonly<Record<string, readonly (string | number)[]>>;

/** Whether one value of an event, which is no list, meets one value of a rule. */
export type ValueTest = (given: unknown, event: unknown) => boolean;

const COMPARISONS = ['lt', 'lte', 'gt', 'gte'];
const PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'];
const WIDE = ['wide', 'utf16le', 'utf16be', 'utf16'];
const FLAGS: Readonly<Record<string, string>> = {
  ...{ i: 'i', m: 'm', s: 's', ignorecase: 'i', multiline: 'm', dotall: 's' },
};

/** Makes the test of one value, which is not null, under a chain of modifiers that is allowed. */
export function valueTest(
  wanted: RuleValue,
  modifiers: readonly string[],
  isKeyword: boolean,
  placeholders: Placeholders,
): ValueTest {
  const has = (name: string): boolean => modifiers.includes(name);
  const part = modifiers.find((name) => PARTS.includes(name));
  const comparison = modifiers.find((name) => COMPARISONS.includes(name));
  if (has('re')) return expressionTest(wanted, modifiers, placeholders);
  if (has('cidr')) return (given) => typeof given === 'string' && isInside(wanted.source, given) === true;
  if (has('fieldref')) return fieldTest(wanted.source, modifiers);
  if (part !== undefined)
    return (given) => {
      const found = partOfInstant(given, part);
      return found !== undefined && compares(comparison, found, Number(wanted.value));
    };
  if (comparison !== undefined) return (given) => compareNumber(comparison, given, wanted);
  return textTest(wanted, modifiers, isKeyword, placeholders);
}

function expressionTest(
  { source }: RuleValue,
  modifiers: readonly string[],
  placeholders: Placeholders,
): ValueTest {
  const flags = modifiers.map((name) => FLAGS[name] ?? '').join('');
  const sources = modifiers.includes('expand')
    ? filled(source, placeholders).map((pieces) => pieces.map((piece) => piece.text).join(''))
    : [source];
  const expressions = sources.map((one) => expressionOf(one, flags));
  return (given) => {
    const text = textFor(given);
    return text !== undefined && expressions.some((expression) => expression.test(text));
  };
}

const positionOf = (modifiers: readonly string[]): string =>
  modifiers.find((name) => ['contains', 'startswith', 'endswith'].includes(name)) ?? 'whole';

function opened(tokens: readonly Token[], position: string): readonly Token[] {
  if (position === 'contains') return ['*', ...tokens, '*'];
  if (position === 'startswith') return [...tokens, '*'];
  return position === 'endswith' ? ['*', ...tokens] : tokens;
}

function fieldTest(field: string, modifiers: readonly string[]): ValueTest {
  const cased = modifiers.includes('cased');
  return (given, event) => {
    const own = textFor(given);
    const others = (valuesAt(event, field) ?? []).flatMap((value) => textFor(value) ?? []);
    return (
      own !== undefined &&
      others.some((other) => fits(opened(literalTokens(other), positionOf(modifiers)), own, cased))
    );
  };
}

function compares(comparison: string | undefined, given: number | bigint, wanted: number | bigint): boolean {
  if (comparison === 'lt') return given < wanted;
  if (comparison === 'lte') return given <= wanted;
  if (comparison === 'gt') return given > wanted;
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint is never the same as a number
  return comparison === 'gte' ? given >= wanted : given == wanted;
}

function compareNumber(comparison: string, given: unknown, { value }: RuleValue): boolean {
  const wanted = value as number | bigint;
  if (typeof given === 'number') return compares(comparison, given, Number(wanted));
  if (typeof given !== 'string') return false;
  if (/^[-+]?\d+$/.test(given)) return compares(comparison, BigInt(given.replace('+', '')), wanted);
  return (
    /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(given) && compares(comparison, Number(given), Number(wanted))
  );
}

/** A piece of a text with placeholders: text of the rule or of a value, or a percent sign that means itself. */
interface Piece {
  readonly text: string;
  readonly isPercent?: true;
}

/** Every way of filling the placeholders of a text. */
function filled(text: string, placeholders: Placeholders): readonly (readonly Piece[])[] {
  const pieces = Array.from(text.matchAll(/\\[\s\S]|%[A-Za-z0-9_][\w.-]*%|[\s\S]/gu), ([piece]) => piece);
  return pieces.reduce<readonly (readonly Piece[])[]>(
    (ways, piece) => ways.flatMap((way) => choices(piece, placeholders).map((choice) => [...way, choice])),
    [[]],
  );
}

function choices(piece: string, placeholders: Placeholders): readonly Piece[] {
  if (piece === '\\%') return [{ text: '%', isPercent: true }];
  if (piece.length < 3 || !piece.startsWith('%')) return [{ text: piece }];
  return (placeholders[piece.slice(1, -1)] ?? []).map((value) => ({ text: String(value) }));
}

function textTest(
  wanted: RuleValue,
  modifiers: readonly string[],
  isKeyword: boolean,
  placeholders: Placeholders,
): ValueTest {
  const cased = modifiers.includes('cased');
  const changing = modifiers.filter(
    (name) => name === 'windash' || name.startsWith('base64') || WIDE.includes(name),
  );
  const position = positionOf(modifiers) === 'whole' && isKeyword ? 'contains' : positionOf(modifiers);
  const isNumber = typeof wanted.value === 'number' || typeof wanted.value === 'bigint';
  if (isNumber && position === 'whole' && changing.length === 0 && !cased) return numberTest(wanted);
  const started = startedTokens(wanted, modifiers.includes('expand'), placeholders);
  const dashed = modifiers.includes('windash') ? started.map(withDashes) : started;
  const patterns = dashed
    .flatMap((tokens) => encoded(tokens, modifiers))
    .map((tokens) => opened(tokens, position));
  return (given) => patterns.some((tokens) => meetsPattern(tokens, given, cased));
}

function startedTokens(
  wanted: RuleValue,
  expand: boolean,
  placeholders: Placeholders,
): readonly (readonly Token[])[] {
  if (typeof wanted.value !== 'string') return [literalTokens(numberText(wanted))];
  if (!expand) return [tokensOf(wanted.value)];
  return filled(wanted.value, placeholders).map((pieces) => {
    // Escapes work within the rule's own text and within a value, never across.
    const joined = pieces.map(({ text, isPercent }) => (isPercent ? literalTokens(text) : tokensOf(text)));
    return joined.flat();
  });
}

function encoded(tokens: readonly Token[], modifiers: readonly string[]): readonly (readonly Token[])[] {
  const wide = modifiers.find((name) => WIDE.includes(name));
  const encoding = modifiers.find((name) => name.startsWith('base64'));
  if (encoding === undefined) return [tokens];
  const bytes = (textsFor(tokens) ?? []).map((text) => bytesOf(text, wide));
  const texts = encoding === 'base64' ? bytes.map((one) => one.toString('base64')) : bytes.flatMap(offsetsOf);
  return texts.map(literalTokens);
}

/** An object counts as its JSON text; what is open at both ends looks for its texts as well (reference 4.4e). */
function meetsPattern(tokens: readonly Token[], given: unknown, cased: boolean): boolean {
  const text = textFor(given);
  if (text === undefined) return false;
  const isOpen = tokens.length > 2 && tokens[0] === '*' && tokens.at(-1) === '*';
  const texts = isOpen && isObject(given) ? [text, ...textsBelow(given)] : [text];
  return texts.some((one) => fits(tokens, one, cased));
}

function textsBelow(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsBelow) : [];
}

const numberText = ({ value, source }: RuleValue): string =>
  typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : source;

function numberTest(wanted: RuleValue): ValueTest {
  const texts = [numberText(wanted), String(wanted.value)];
  return (given) =>
    typeof given === 'number'
      ? given === Number(wanted.value)
      : typeof given === 'string' && texts.includes(given);
}
