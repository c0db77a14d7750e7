import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { placesIn } from './document-places.ts';
import { detectionNotes, missingAttributes } from './lint-rule.ts';

const TEXT = `status: test
title: one
id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11
level: low
description: d
logsource: { product: aws }
detection:
  s: { name: a, 'name|endswith': b }
  t: { kind: x }
  condition: s
`;

function loaded(text: string) {
  const { rules } = loadRules([{ file: 'r.yml', text }]);
  const [rule] = rules;
  if (!rule) throw new Error('not loaded');
  return { rule, places: placesIn(text)(rule.line) };
}

describe('a rule', () => {
  it('is looked over for what is not used and for what can never be true', () => {
    const { rule, places } = loaded(TEXT);
    const context = { isSingle: () => true, conditionAt: places.at('detection', 'condition') };
    expect(
      detectionNotes(rule.detection, context).map(({ code, line, column }) => `${code} ${line}:${column}`),
    ).toEqual(['LINT_UNUSED_SELECTION 9:6', 'LINT_NEVER_MATCHES 10:14', 'LINT_NEVER_TRUE 8:17']);
  });

  it('lacks nothing that has what a person needs', () => {
    const { rule, places } = loaded(TEXT);
    expect(missingAttributes(rule, places)).toEqual([]);
  });

  it('lacks what it does not say, unless it is silent', () => {
    const { rule, places } = loaded(TEXT.replace(/^(?:id|level|description): .*\n/gm, ''));
    expect(missingAttributes(rule, places)).toEqual([
      {
        ...{ line: 2, column: 1, code: 'LINT_ATTRIBUTES', level: 'notice', found: '' },
        message: 'it has no id, no level, no description',
        allowed: 'id, level, status, description',
      },
    ]);
    expect(missingAttributes({ ...rule, silent: true }, places)).toEqual([]);
  });
});
