import type { Pattern, PatternPiece } from '../detection-ast.ts';
import { isMany, joinPieces } from '../text/pattern.ts';

const MANY: PatternPiece = { wild: 'many' };
const MOST_ALTERNATIVES = 32;

/** A pattern with wildcards that every text has to fit which an expression finds. */
export interface WiderPattern {
  readonly pattern: Pattern;
  readonly cased: boolean;
}

/**
 * Reads from an expression the characters that must be there, in their order: one pattern for each of the alternatives
 * at the outermost level. Groups, classes and what may be repeated stand for anything.
 *
 * `undefined` where nothing is known: an alternative without any such character, or syntax that is not read here.
 */
export function regexPatterns(source: string, flags: string): readonly WiderPattern[] | undefined {
  const inline = /^\(\?([a-zA-Z]+)\)/.exec(source);
  const set = flags + (inline?.[1] ?? '');
  const body = inline ? source.slice(inline[0].length) : source;
  // Flags in the middle and quoting may change what follows.
  if (/\(\?[a-zA-Z]*-?[a-zA-Z]*\)|\\[QE]/.test(body) || /[^ims]/.test(set)) return undefined;
  const alternatives = splitAlternatives(body);
  if (!alternatives || alternatives.length > MOST_ALTERNATIVES) return undefined;
  const patterns = alternatives.map((tokens) => patternOf(tokens, set.includes('m')));
  if (patterns.some((pattern) => pattern.every(isMany))) return undefined;
  return patterns.map((pattern) => ({ pattern, cased: !set.includes('i') }));
}

type Token = { readonly literal: string } | 'anything' | 'start' | 'end' | 'nothing';

/** One piece of an expression at a time: escapes, classes, groups, quantifiers; whatever is unknown ends the reading. */
const PIECE =
  /\\([\s\S])|\[\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*\]|([()|^$.])|([*+?]|\{\d+(?:,\d*)?\})|([\s\S])/gu;
/** Letters and digits behind a backslash mean something; these stand for one character that is not looked at. */
const CLASS_LETTER = /[dDwWsS]/;

function splitAlternatives(body: string): readonly (readonly Token[])[] | undefined {
  const pieces = outermost(body);
  let tokens: Token[] = [];
  const alternatives = [tokens];
  for (const piece of pieces ?? []) {
    if (piece.sign === '|') {
      tokens = [];
      alternatives.push(tokens);
    } else if (piece.quantifier !== undefined) {
      quantify(tokens, piece.quantifier);
    } else {
      const token = tokenOf(piece);
      if (!token) return undefined;
      tokens.push(token);
    }
  }
  return pieces && alternatives;
}

interface Piece {
  readonly escaped?: string | undefined;
  readonly sign?: string | undefined;
  readonly quantifier?: string | undefined;
  readonly plain?: string | undefined;
}

/** The pieces outside of all groups; each group is one piece, a dot. `undefined` where brackets don't close. */
function outermost(body: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let depth = 0;
  for (const [, escaped, sign, quantifier, plain] of body.matchAll(PIECE)) {
    if (sign === ')') {
      depth -= 1;
      if (depth === 0) pieces.push({ sign: '.' });
    } else if (sign === '(') depth += 1;
    else if (depth === 0) pieces.push({ escaped, sign, quantifier, plain });
  }
  return depth === 0 ? pieces : undefined;
}

function tokenOf({ escaped, sign, plain }: Piece): Token | undefined {
  if (plain !== undefined) return { literal: plain };
  if (sign === '^') return 'start';
  if (sign === '$') return 'end';
  // A dot, a class, or a group.
  if (escaped === undefined) return 'anything';
  if (CLASS_LETTER.test(escaped)) return 'anything';
  if (escaped === 'b' || escaped === 'B') return 'nothing';
  return /[\dA-Za-z]/.test(escaped) ? undefined : { literal: escaped };
}

/** What may be missing or repeated is left open; behind a plus once is certain, and more may follow. */
function quantify(tokens: Token[], quantifier: string): void {
  if (quantifier !== '+') tokens.pop();
  tokens.push('anything');
}

/** Only at the very beginning and end are anchors sure to be the text's own; with `m` they may be a line's. */
function patternOf(tokens: readonly Token[], isMultiline: boolean): Pattern {
  const begins = tokens[0] === 'start' && !isMultiline;
  const ends = tokens.at(-1) === 'end' && !isMultiline;
  const pieces = tokens.flatMap((token): readonly PatternPiece[] => {
    if (typeof token === 'object') return [{ text: token.literal }];
    return token === 'anything' ? [MANY] : [];
  });
  return joinPieces([...(begins ? [] : [MANY]), ...pieces, ...(ends ? [] : [MANY])]);
}
