import type { Finding } from '#core/finding';
import { acknowledge, close, reopen, suppress, type Who } from '#core/life-cycle';
import { fail, type Result } from '#core/result';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';

export interface ChangeDeps {
  readonly findings: Pick<FindingStore, 'change'>;
  readonly clock: Clock;
}

/** A change of status by a person. */
export interface FindingChange {
  readonly to: 'acknowledge' | 'close' | 'reopen' | 'suppress';
  readonly by: string;
  /** A remark, or the reason, which closing and suppressing need. */
  readonly text?: string;
}

/**
 * Changes a finding's status by hand, whoever else writes to it at the same time.
 *
 * Answers the finding as it is now, or a sentence that says why not: no such finding, no reason given, or a status
 * from which there is no such step. Throws `TH_STORE_*` when the store can't be reached.
 */
export async function changeFinding(
  { findings, clock }: ChangeDeps,
  findingId: string,
  change: FindingChange,
): Promise<Result<Finding, string>> {
  const who: Who = { by: change.by, at: clock.now() };
  const changed = await findings.change(findingId, (finding) => step(finding, change, who));
  const isMissing = !changed.ok && changed.error === 'not-found';
  return isMissing ? fail('no finding has that id; `trailhound findings list` shows the ids') : changed;
}

function step(finding: Finding, { to, text = '' }: FindingChange, who: Who): Result<Finding, string> {
  switch (to) {
    case 'acknowledge':
      return acknowledge(finding, who, text);
    case 'close':
      return close(finding, text, who);
    case 'reopen':
      return reopen(finding, who, text);
    case 'suppress':
      return suppress(finding, text, who);
  }
}
