import type { Condition } from '../detection-ast.ts';
import { didYouMean } from '../suggest.ts';
import { type Token, tokenize } from './condition-tokens.ts';
import { isShouted, otherText, shoutedText } from './operator-words.ts';

/** Levels of brackets and negations in one condition. */
export const DEEPEST_CONDITION = 100;

interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** Why a condition cannot be read, and where in its text. */
export class ConditionError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads a condition (reference 6). Loose to tight: or, and, not, x of, brackets. Names are not looked up.
 *
 * @throws ConditionError with the reason
 */
export const parseCondition = (text: string): Condition => parseTokens(tokenize(text));

/** Reads the tokens of a condition. Throws as `parseCondition` does. */
export function parseTokens(tokens: readonly Token[]): Condition {
  const parser: Parser = { tokens, at: 0, depth: 0 };
  if (parser.tokens.length === 0) throw new ConditionError('it is empty', 0);
  const condition = parseOr(parser);
  const rest = parser.tokens[parser.at];
  if (rest) throw unexpected(rest, parser.tokens[parser.at - 1]);
  return condition;
}

/** Writes a condition so that `parseCondition` reads it back. */
export function printCondition(condition: Condition): string {
  if (condition.op === 'search') return condition.name;
  if (condition.op === 'of') return `${condition.quantity === 'one' ? '1' : 'all'} of ${condition.target}`;
  if (condition.op === 'not') return `not ${bracketed(condition.of)}`;
  return condition.of.map(bracketed).join(` ${condition.op} `);
}

const bracketed = (condition: Condition): string => {
  const loose = condition.op === 'and' || condition.op === 'or';
  return loose ? `(${printCondition(condition)})` : printCondition(condition);
};

const parseOr = (parser: Parser): Condition => parseRow(parser, 'or', parseAnd);
const parseAnd = (parser: Parser): Condition => parseRow(parser, 'and', parseNot);

function parseRow(parser: Parser, op: 'and' | 'or', parseOperand: (parser: Parser) => Condition): Condition {
  const first = parseOperand(parser);
  const operands = [first];
  while (takeWord(parser, op)) operands.push(parseOperand(parser));
  return operands.length === 1 ? first : { op, of: operands };
}

function parseNot(parser: Parser): Condition {
  return takeWord(parser, 'not')
    ? deeper(parser, () => ({ op: 'not', of: parseNot(parser) }))
    : parsePrimary(parser);
}

function parsePrimary(parser: Parser): Condition {
  const token = parser.tokens[parser.at];
  if (!token) throw new ConditionError(`something is missing behind ${lastWord(parser)}`, endOffset(parser));
  if (token.text === '(') return deeper(parser, () => parseBrackets(parser, token));
  if (token.kind === 'other') throw new ConditionError(otherText(token.text), token.offset);
  if (token.kind === 'bracket' || OPERATORS.has(token.text)) {
    throw new ConditionError(`${token.text} stands where a name was expected`, token.offset);
  }
  parser.at++;
  if (parser.tokens[parser.at]?.text === 'of') return parseQuantifier(parser, token);
  if (token.text.includes('*')) {
    throw new ConditionError(`the pattern ${token.text} needs "1 of" or "all of" before it`, token.offset);
  }
  return { op: 'search', name: token.text };
}

const OPERATORS = new Set(['and', 'or', 'of']);

function parseBrackets(parser: Parser, open: Token): Condition {
  parser.at++;
  const inner = parseOr(parser);
  const close = parser.tokens[parser.at];
  if (!close) throw new ConditionError('a closing bracket is missing', open.offset);
  if (close.text !== ')') throw unexpected(close, parser.tokens[parser.at - 1]);
  parser.at++;
  return inner;
}

function parseQuantifier(parser: Parser, count: Token): Condition {
  const quantity = QUANTITIES.get(count.text);
  if (!quantity) {
    throw new ConditionError(
      `${count.text} of is not allowed; allowed are 1 of, any of, all of${didYouMean(count.text, [...QUANTITIES.keys()])}`,
      count.offset,
    );
  }
  parser.at++;
  const target = parser.tokens[parser.at];
  if (target?.kind !== 'word' || OPERATORS.has(target.text) || target.text === 'not') {
    throw new ConditionError(
      `a name, a pattern or them is missing behind ${count.text} of`,
      target?.offset ?? endOffset(parser),
    );
  }
  parser.at++;
  return { op: 'of', quantity, target: target.text };
}

const QUANTITIES: ReadonlyMap<string, 'one' | 'all'> = new Map([
  ['1', 'one'],
  ['any', 'one'],
  ['all', 'all'],
]);

function takeWord(parser: Parser, word: string): boolean {
  if (parser.tokens[parser.at]?.text !== word) return false;
  parser.at++;
  return true;
}

function deeper(parser: Parser, parse: () => Condition): Condition {
  const offset = parser.tokens[parser.at]?.offset ?? 0;
  if (++parser.depth > DEEPEST_CONDITION) {
    throw new ConditionError(`it is nested deeper than ${DEEPEST_CONDITION} levels`, offset);
  }
  const parsed = parse();
  parser.depth--;
  return parsed;
}

/** Why a token cannot stand where a condition could have ended; `before` is the one in front of it. */
function unexpected(token: Token, before: Token | undefined): ConditionError {
  const at = (reason: string): ConditionError => new ConditionError(reason, token.offset);
  if (token.text === ')') return at('a closing bracket has no opening one');
  const shouted = [before, token].find((one) => one !== undefined && isShouted(one.text));
  if (shouted) return new ConditionError(shoutedText(shouted.text), shouted.offset);
  if (token.kind === 'other') return at(otherText(token.text));
  return at(`"${token.text}" stands behind "${before?.text ?? ''}" without "and" or "or" between them`);
}

const lastWord = (parser: Parser): string => parser.tokens.at(-1)?.text ?? 'the start';

function endOffset(parser: Parser): number {
  const last = parser.tokens.at(-1);
  return last ? last.offset + last.text.length : 0;
}
