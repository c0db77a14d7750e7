import { fail, ok, type Result } from '#core/result';
import type { Pattern, PatternPiece } from '#sigma/detection-ast';
import type { FieldNeed, ValueNeed } from '#sigma/pushdown/need';
import { numberTexts, spellings } from '#sigma/text/number-compare';
import { literalOf } from '#sigma/text/pattern';
import { type FieldFacts, factsOf } from './cloudtrail-fields.ts';
import { regexBranch } from './logs-regex.ts';
import { vagueReason } from './reasons.ts';

/** One comparison of a filter pattern. Those with an expression are joined to one for each field. */
export type LogsCondition =
  | { readonly field: string; readonly test: string }
  | { readonly field: string; readonly regex: string };

/**
 * Writes what must hold of a field in the language of CloudWatch Logs: one of the conditions must. Fails with the reason
 * where it can't: the language tells letter case apart, and looks into no list (CloudWatch Logs User Guide, "Filter
 * pattern syntax").
 */
export function logsConditions({ field, anyOf }: FieldNeed): Result<readonly LogsCondition[], string> {
  const facts = factsOf(field);
  if (!facts) return fail(`${field} may be a list, and filters of CloudWatch Logs look into none`);
  const conditions: LogsCondition[] = [];
  for (const value of anyOf) {
    const written = writtenValue(field, facts, value);
    if (!written.ok) return fail(`${field}: ${written.error}`);
    conditions.push(...written.value);
  }
  return ok(conditions);
}

type Written = Result<readonly LogsCondition[], string>;

function writtenValue(field: string, facts: FieldFacts, value: ValueNeed): Written {
  const tests = (...all: readonly string[]): Written => ok(all.map((test) => ({ field, test })));
  switch (value.kind) {
    case 'null':
      return tests(' NOT EXISTS', ' IS NULL');
    case 'exists':
      return ofExistence(facts, value, tests);
    case 'number':
      return facts.kind === 'number'
        ? tests(`=${value.value}`)
        : tests(...textsOf(value).map((text) => `=${quoted(text)}`));
    case 'compare':
      if (facts.kind === 'number') return tests(`${SIGNS[value.op]}${value.value}`);
      return fail('numbers in texts cannot be compared');
    case 'cidr':
      return ofNetwork(value.network, tests);
    case 'text':
      return ofText(field, facts, value, tests);
  }
}

const SIGNS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

type Tests = (...all: readonly string[]) => Written;

const textsOf = ({ text, value }: Extract<ValueNeed, { kind: 'number' }>): readonly string[] => [
  ...new Set([...numberTexts(text), ...spellings(value, text)]),
];

const THERE = '="*"';

function ofExistence(
  facts: FieldFacts,
  { present, for: vague }: Extract<ValueNeed, { kind: 'exists' }>,
  tests: Tests,
): Written {
  if (!present) return tests(' NOT EXISTS');
  if (vague && !facts.isRare) return fail(vagueReason(vague));
  if (facts.kind === 'number') return fail('that a number is there cannot be asked');
  const flags = facts.kind === 'boolean' ? [' IS TRUE', ' IS FALSE'] : [];
  return tests(THERE, ...flags, ...(vague ? [] : [' IS NULL']));
}

/** Networks as beginnings of addresses: whole bytes of IPv4. */
function ofNetwork(network: string, tests: Tests): Written {
  const [address = '', bits = ''] = network.split('/');
  const bytes = Math.floor(Number(bits) / 8);
  const parts = address.split('.');
  if (parts.length !== 4 || bytes === 0) return fail(`${network} is no beginning of addresses`);
  const start = parts.slice(0, bytes).join('.');
  return tests(bytes === 4 ? `=${quoted(start)}` : `=${quoted(`${start}.*`)}`);
}

function ofText(
  field: string,
  facts: FieldFacts,
  need: Extract<ValueNeed, { kind: 'text' }>,
  tests: Tests,
): Written {
  const literal = literalOf(need.pattern);
  if (facts.kind !== 'text') return ofLiteral(facts, literal, tests);
  const pieces = need.cased ? need.pattern : spelled(need.pattern, facts, literal !== undefined);
  const written = pieces && asWildcards(pieces);
  if (written !== undefined && /[^*]/.test(written)) return tests(`=${quoted(written)}`);
  if (facts.isRare) return tests(THERE);
  const regex = regexBranch(need.pattern, need.cased);
  return regex === undefined
    ? fail('spelling unknown to a filter that tells letter case apart')
    : ok([{ field, regex }]);
}

/** Booleans and numbers, of which a rule writes the text. */
function ofLiteral({ kind }: FieldFacts, literal: string | undefined, tests: Tests): Written {
  const text = literal?.toLowerCase() ?? '';
  if (kind === 'boolean' && (text === 'true' || text === 'false'))
    return tests(` IS ${text.toUpperCase()}`, `="${text}"`);
  if (kind === 'number' && text !== '' && String(Number(text)) === text)
    return tests(`=${text}`, `="${text}"`);
  return fail(`it is a ${kind}`);
}

/** The pattern as AWS would spell it; `undefined` where a piece may be spelled in several ways. */
function spelled(pattern: Pattern, facts: FieldFacts, isWhole: boolean): Pattern | undefined {
  const pieces: PatternPiece[] = [];
  for (const piece of pattern) {
    if ('wild' in piece) pieces.push(piece);
    else {
      const text = pieces.length === 0 || isLetterwise(facts) ? facts.spell(piece.text, isWhole) : undefined;
      if (text === undefined) return undefined;
      pieces.push({ text });
    }
  }
  return pieces;
}

/** Whether the spelling goes letter by letter, so that it also goes for a piece out of the middle. */
const isLetterwise = ({ spell }: FieldFacts): boolean => spell('1', false) === '1';

/** Any one character is let through as any number of them, and so is what a filter can't have in a text. */
const asWildcards = (pattern: Pattern): string =>
  pattern
    .map((piece) => ('text' in piece ? piece.text.replace(/[^\w.:/@+=,#~-]/g, '*') : '*'))
    .join('')
    .replace(/\*+/g, '*');

/** Words need no quotes; a number without them would be compared as a number. */
const quoted = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_.]*$/.test(text) && !/^(true|false|null|is|not|exists)$/i.test(text)
    ? text
    : `"${text}"`;
