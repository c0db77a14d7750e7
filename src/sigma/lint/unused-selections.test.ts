import { describe, expect, it } from '@jest/globals';
import { loadDetection } from '../detection/detection.ts';
import { unusedSelections } from './unused-selections.ts';

function said(detection: object) {
  const loaded = loadDetection(detection);
  if (!loaded.ok) throw new Error(loaded.error.join());
  return unusedSelections(loaded.value);
}

const s = { name: 'a' };

describe('selections', () => {
  it.each([
    ['by name', { s, condition: 's' }],
    ['behind not', { s, t: s, condition: 's and not t' }],
    ['in an alternative', { s, t: s, condition: 's or t' }],
    ['by pattern', { s_1: s, s_2: s, condition: '1 of s_*' }],
    ['all of them', { s, t: s, condition: 'all of them' }],
  ])('are used %s', (_name, detection) => {
    expect(said(detection)).toEqual([]);
  });

  it('are named that the condition does not use', () => {
    expect(said({ selection: s, filter: s, odd: s, condition: 'selection and not filter' })).toEqual([
      expect.objectContaining({
        ...{ code: 'LINT_UNUSED_SELECTION', level: 'warning', found: 'odd' },
        message: 'the condition never uses odd',
        allowed: 'a selection that the condition names: selection, filter',
        suggestion: 'name odd in the condition, or take it out',
      }),
    ]);
  });

  it('are named with what the condition may mean', () => {
    expect(said({ filter1: s, filter2: s, s, condition: 's and not filter1' })).toEqual([
      expect.objectContaining({ message: 'the condition never uses filter2; did you mean filter1?' }),
    ]);
  });
});
