import { describe, expect, it } from '@jest/globals';
import { coloursFor } from '../output/colours.ts';
import { findingColumns, type ListedFinding } from './finding-columns.ts';

const colours = coloursFor({ env: {}, isTerminal: false, refused: true });
const cell = (finding: Partial<ListedFinding>): string | undefined =>
  findingColumns(colours, ['rule'])[0]?.text({ principal: 'shop', ...finding } as ListedFinding);

describe('the column RULE', () => {
  it.each([
    {
      of: 'an error by its message',
      finding: { ruleId: 'trailhound:log-error', summary: 'shop: TypeError: x is undefined' },
      text: 'error: TypeError: x is undefined',
    },
    {
      of: 'a metric by what it does',
      finding: { ruleId: 'trailhound:metric-anomaly', summary: 'CPU of shop is 93' },
      text: 'anomaly: CPU of shop is 93',
    },
    {
      of: 'one of ours without a summary by its title',
      finding: { ruleId: 'trailhound:log-error', summary: '' },
      text: 'Title',
    },
    {
      of: 'all others by their title',
      finding: { ruleId: 'trail-stopped', summary: 'shop: stopped' },
      text: 'Title',
    },
  ])('tells $of', ({ finding, text }) => expect(cell({ ruleTitle: 'Title', ...finding })).toBe(text));
});
