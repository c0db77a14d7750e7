import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import type { SigmaRuleSet } from '#sigma/rule';
import { fc } from '../support/property.ts';
import { correlationSet } from './generators/correlation-sets.ts';
import { heads } from './generators/heads.ts';
import { ruleSample } from './generators/rules.ts';
import { PLACEHOLDERS } from './generators/words.ts';
import { NoOtherWay } from './printer/print-detection.ts';
import { printRules } from './printer/print-rules.ts';
import { runs } from './support/runs.ts';

/** Leaves out where things stand, and how items are written. */
const meaningOf = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (['line', 'column', 'file'].includes(key)) return undefined;
      return typeof inner === 'object' && inner !== null && 'quantifier' in inner && 'values' in inner
        ? { ...inner, key: undefined }
        : inner;
    }),
  );

function printedAndRead(given: SigmaRuleSet, style: number): SigmaRuleSet {
  let drawn = style;
  const choose = (ways: number): number => {
    drawn = (drawn * 16_807 + 7) % 2_147_483_647;
    return drawn % ways;
  };
  const { text, placeholders } = printRules(given, choose);
  const { documents, rules, correlations } = loadRules([{ file: 'printed.yml', text }], { placeholders });
  const refused = documents.filter(({ state }) => state !== 'loaded');
  if (refused.length > 0) throw new Error(`${refused.map(({ message }) => message).join('\n')}\n${text}`);
  return { rules, correlations };
}

/** A map has each key once: `a|contains: b` and `a: '*b*'` have become the same. */
function hasWay(given: SigmaRuleSet): boolean {
  try {
    printRules(given, () => 0);
    return true;
  } catch (cause) {
    if (cause instanceof NoOtherWay) return false;
    throw cause;
  }
}

const load = (text: string): SigmaRuleSet => {
  const { rules, correlations } = loadRules([{ file: 'generated.yml', text }], {
    placeholders: PLACEHOLDERS,
  });
  return { rules, correlations };
};

describe('what is loaded, printed and loaded again is the same:', () => {
  it('rules and filters', () => {
    fc.assert(
      fc.property(ruleSample, fc.nat(), ({ text }, style) => {
        const given = load(text);
        expect(given.rules).toHaveLength(1);
        fc.pre(hasWay(given));
        expect(meaningOf(printedAndRead(given, style))).toEqual(meaningOf(given));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('correlations', () => {
    fc.assert(
      fc.property(correlationSet, fc.nat(), ({ rules, correlations }, style) => {
        const given = { rules, correlations };
        expect(meaningOf(printedAndRead(given, style))).toEqual(meaningOf(given));
      }),
      { numRuns: runs(1000) },
    );
  });

  it('everything else that a rule says', () => {
    const rest = JSON.stringify({ logsource: { product: 'a' }, detection: { a: { b: 1 }, condition: 'a' } });
    fc.assert(
      fc.property(heads, fc.nat(), (head, style) => {
        const given = load(`{${JSON.stringify(head).slice(1, -1)},${rest.slice(1, -1)}}`);
        expect(given.rules).toHaveLength(1);
        expect(given.rules[0]).toMatchObject({ title: head.title });
        expect(meaningOf(printedAndRead(given, style))).toEqual(meaningOf(given));
      }),
      { numRuns: runs(500) },
    );
  });
});
