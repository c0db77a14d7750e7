import { describe, expect, it } from '@jest/globals';
import { sampleFinding } from '../../test/support/sample-finding.ts';
import { pendingSince } from './alert-age.ts';

const made = { createdAt: '2026-03-01T09:45:00Z', updatedAt: '2026-03-01T11:00:00Z' };
const reopened = { state: 'pending', cause: 'reopened', attempts: 0, reopened: 1 } as const;
const note = (at: string, text: string, by = 'trailhound') => ({ at, by, text });

describe('the time since which an alert is due', () => {
  it.each([
    { name: 'a new finding: its making', given: made, since: '2026-03-01T09:45:00Z' },
    {
      name: 'a reopened one: the newest reopening by Trailhound',
      given: {
        ...made,
        alert: reopened,
        notes: [
          note('2026-03-01T10:00:00Z', 'Reopened: it happened again.'),
          note('2026-03-01T10:30:00Z', 'Reopened: it happened again.'),
          note('2026-03-01T10:40:00Z', 'Reopened: to look at it.', 'alice'),
        ],
      },
      since: '2026-03-01T10:30:00Z',
    },
    {
      name: 'a reopened one without that note: its last change',
      given: { ...made, alert: reopened, notes: [note('2026-03-01T10:40:00Z', 'Reopened.', 'alice')] },
      since: '2026-03-01T11:00:00Z',
    },
  ])('is, for $name', ({ given, since }) => {
    expect(pendingSince(sampleFinding(given))).toBe(Date.parse(since));
  });

  it('is unknown where the item says no time', () => {
    expect(pendingSince(sampleFinding({ createdAt: 'yesterday' }))).toBeUndefined();
  });
});
