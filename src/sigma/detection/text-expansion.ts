import type { Pattern } from '../detection-ast.ts';
import { refuse } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { joinPieces, parsePattern } from '../text/pattern.ts';
import type { ScalarNode } from '../yaml/nodes.ts';
import {
  combinations,
  type ExpandPart,
  MOST_COMBINATIONS,
  splitPlaceholders,
  valuesOf,
} from './placeholders.ts';
import { refuseValue, type ValueContext } from './value-context.ts';

/** Fills the placeholders of a Sigma text; every combination of values is one pattern. Values may have wildcards. */
export function expandPatterns(node: ScalarNode, context: ValueContext): readonly Pattern[] | undefined {
  const ways = expand(node, context, {
    raw: parsePattern,
    percent: () => [{ text: '%' }],
  });
  return ways?.map((pieces) => joinPieces(pieces.flat()));
}

/** Fills the placeholders of a regular expression; the values are parts of the expression. */
export function expandTexts(node: ScalarNode, context: ValueContext): readonly string[] | undefined {
  return expand(node, context, { raw: (raw) => raw, percent: () => '%' })?.map((pieces) => pieces.join(''));
}

/** Notices a placeholder that has values and would not be filled, because expand is missing. */
export function noticeUnfilled(node: ScalarNode, { where, placeholders, findings }: ValueContext): void {
  for (const part of splitPlaceholders(node.source)) {
    if (!('placeholder' in part) || valuesOf(placeholders, part.placeholder).length === 0) continue;
    findings.notices.push(
      `${where}: %${part.placeholder}% is a text here; the modifier expand would fill in its values`,
    );
  }
}

interface Making<T> {
  readonly raw: (text: string) => T;
  readonly percent: () => T;
}

function expand<T>(
  node: ScalarNode,
  context: ValueContext,
  make: Making<T>,
): readonly (readonly T[])[] | undefined {
  const parts = splitPlaceholders(node.source);
  if (!checkValues(parts, node, context)) return undefined;
  const ways = combinations(
    parts.map((part): readonly T[] => {
      if ('raw' in part) return [make.raw(part.raw)];
      return 'percent' in part
        ? [make.percent()]
        : valuesOf(context.placeholders, part.placeholder).map(make.raw);
    }),
  );
  return ways ?? refuseValue(node, context, `expand gives more than ${MOST_COMBINATIONS} combinations`);
}

function checkValues(parts: readonly ExpandPart[], node: ScalarNode, context: ValueContext): boolean {
  const names = parts.flatMap((part) => ('placeholder' in part ? [part.placeholder] : []));
  if (names.length === 0)
    context.findings.notices.push(`${context.where}: expand has no %placeholder% to fill`);
  const empty = [...new Set(names)].filter((name) => valuesOf(context.placeholders, name).length === 0);
  for (const name of empty) {
    const hint = didYouMean(name, Object.keys(context.placeholders));
    const message = `${context.where}: the placeholder %${name}% has no values${hint}`;
    refuse(context.findings, 'SIGMA_PLACEHOLDER', node, message);
  }
  return empty.length === 0;
}
