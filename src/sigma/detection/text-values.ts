import type { Pattern, ValueTest } from '../detection-ast.ts';
import { base64, base64Offsets, binaryText, utf8, utf16 } from '../text/base64.ts';
import { joinPieces, literalOf, openPattern, parsePattern } from '../text/pattern.ts';
import { closeDashes, countDashes, openDashes } from '../text/windash.ts';
import type { ScalarNode } from '../yaml/nodes.ts';
import type { Chain } from './modifier-chain.ts';
import { expandPatterns, noticeUnfilled } from './text-expansion.ts';
import { refuseValue, type ValueContext } from './value-context.ts';

/** Dashes of one value that may be written out in all combinations, 5 for each. */
const MOST_CLOSED_DASHES = 3;

/** Reads a value that is compared as text: plain, or with contains, startswith, endswith, cased, and the transformations. */
export function readTextTests(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const { chain, keyword } = context;
  const position = keyword && chain.position === 'whole' ? 'contains' : chain.position;
  const changed = chain.windash || chain.encodings.length > 0;
  if (node.value === null) return readNull(node, context);
  if (typeof node.value === 'boolean' && (chain.position !== 'whole' || changed)) {
    return refuseValue(
      node,
      context,
      `${changed ? 'the transformation' : chain.position} takes a text; quote it`,
    );
  }
  const number = typeof node.value === 'number' && Number.isFinite(node.value) ? node.value : undefined;
  if (number !== undefined && position === 'whole' && !changed && !chain.cased) {
    return [{ kind: 'number', text: node.text, value: number }];
  }
  const patterns = transform(startPatterns(node, context), node, context);
  return patterns?.map((pattern) => ({
    kind: 'text',
    pattern: openPattern(pattern, position),
    cased: chain.cased,
  }));
}

function readNull(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const { chain, keyword } = context;
  const plain =
    chain.position === 'whole' &&
    !chain.cased &&
    !chain.windash &&
    !chain.expand &&
    chain.encodings.length === 0;
  if (keyword || !plain) return refuseValue(node, context, 'a text is needed here', 'SIGMA_NULL');
  return [{ kind: 'null' }];
}

function startPatterns(node: ScalarNode, context: ValueContext): readonly Pattern[] | undefined {
  if (typeof node.value !== 'string') return [[{ text: node.text }]];
  if (context.chain.expand) return expandPatterns(node, context);
  noticeUnfilled(node, context);
  return [parsePattern(node.value)];
}

function transform(
  patterns: readonly Pattern[] | undefined,
  node: ScalarNode,
  context: ValueContext,
): readonly Pattern[] | undefined {
  const { chain } = context;
  const dashed = chain.windash ? patterns?.map(openDashes) : patterns;
  if (!dashed || chain.encodings.length === 0) return dashed;
  const texts: string[] = [];
  for (const pattern of dashed) {
    if (countDashes(pattern) > MOST_CLOSED_DASHES) {
      return refuseValue(
        node,
        context,
        `windash before an encoding takes at most ${MOST_CLOSED_DASHES} flags in one text`,
      );
    }
    for (const closed of closeDashes(pattern)) {
      const literal = literalOf(closed);
      if (literal === undefined)
        return refuseValue(node, context, `${chain.encodings.join('|')} takes a text without wildcards`);
      texts.push(literal);
    }
  }
  const encoded = texts.flatMap((text) => encode(text, chain));
  if (encoded.length === 0)
    return refuseValue(node, context, `${chain.encodings.join('|')} leaves nothing of so short a text`);
  return encoded.map((text) => joinPieces([{ text }]));
}

/** Runs the encodings of a chain: at most one into UTF-16, then at most one into Base64. */
function encode(text: string, chain: Chain): readonly string[] {
  const wide = chain.encodings.find((name) => WIDE[name]);
  const bytes = wide === undefined ? utf8(text) : utf16(text, WIDE[wide] ?? 'le');
  if (chain.encodings.includes('base64offset')) return base64Offsets(bytes);
  return [chain.encodings.includes('base64') ? base64(bytes) : binaryText(bytes)];
}

const WIDE: Readonly<Record<string, 'le' | 'be' | 'marked'>> = {
  wide: 'le',
  utf16le: 'le',
  utf16be: 'be',
  utf16: 'marked',
};
