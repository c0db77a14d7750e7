import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { candidatesFor, type Needing } from './containing-candidates.ts';

const rule = (needs: Readonly<Record<string, readonly string[]>>, source = 'aws'): Needing => ({
  source,
  needs: new Map(Object.entries(needs).map(([field, texts]) => [field, new Set(texts)])),
});

/** Plainly: every field that the wider needs, the narrower needs, and none but its texts. */
const mayContain = (wide: Needing, narrow: Needing): boolean =>
  wide.source === narrow.source &&
  [...wide.needs].every(([field, texts]) => {
    const own = narrow.needs.get(field);
    return own !== undefined && [...own].every((text) => texts.has(text));
  });

describe('rules that may contain another', () => {
  const rules = [
    rule({ name: ['a', 'b'] }),
    rule({ name: ['a'], source: ['s'] }),
    rule({}),
    rule({ name: ['c'] }),
    rule({ name: ['a', 'b'] }, 'gcp'),
  ];
  const candidates = candidatesFor(rules);

  it.each([
    ['one text of several', { name: ['a'] }, [0, 2]],
    ['another field as well', { name: ['a'], source: ['s'] }, [0, 1, 2]],
    ['nothing', {}, [2]],
    ['a text that no other needs', { name: ['z'] }, [2]],
    ['one of no texts, so it never matches', { name: [] }, [0, 1, 2, 3]],
  ])('are found for one that needs %s', (_name, needs, expected) => {
    const found = candidates(rule(needs));
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
    expect(found).toEqual(
      expect.arrayContaining(expected.filter((at) => mayContain(rules[at] as Needing, rule(needs)))),
    );
    expect(found.every((at) => rules[at]?.source === 'aws')).toBe(true);
    expect(found.length).toBeLessThanOrEqual(expected.length);
  });

  it('are never passed over, whatever rules need', () => {
    const texts = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
    const needing = fc
      .record({ name: texts, source: texts, region: texts }, { requiredKeys: [] })
      .chain((needs) =>
        fc.constantFrom('aws', 'gcp').map((source) => rule(needs as Record<string, string[]>, source)),
      );
    fc.assert(
      fc.property(fc.array(needing, { maxLength: 12 }), (some) => {
        const found = candidatesFor(some);
        for (const narrow of some) {
          const wanted = some.flatMap((wide, at) => (mayContain(wide, narrow) ? [at] : []));
          const answered = found(narrow);
          expect(wanted.filter((at) => !answered.includes(at))).toEqual([]);
          expect(answered).toEqual([...new Set(answered)].sort((a, b) => a - b));
        }
      }),
    );
  });
});
