import type { Finding } from '../finding.ts';
import type { AlertsPart } from './digest.ts';
import { compareTexts } from './finding-line.ts';

/** Says what became of alerts. `looked`: findings of the range, `of` how many there are. */
export function alertsPart(
  looked: readonly Finding[],
  of: number,
  pending: readonly Pick<Finding, 'alert' | 'createdAt' | 'updatedAt'>[],
  pendingIsCut: boolean,
): AlertsPart {
  const oldest = pending.map(({ createdAt }) => createdAt).sort(compareTexts)[0];
  const amount = (state: Finding['alert']['state']): number =>
    looked.filter(({ alert }) => alert.state === state).length;
  return {
    pending: pending.length,
    pendingIsCut,
    failing: pending.filter(({ alert }) => alert.attempts > 0).length,
    ...(oldest === undefined ? {} : { oldestPending: oldest }),
    ...{ sent: amount('sent'), folded: amount('folded') },
    lookedAt: looked.length,
    of,
  };
}
