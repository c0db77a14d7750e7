import { loginReport } from '../login-report.ts';
import type { SignIn } from '../sign-in.ts';
import { isoFromMs } from '../time.ts';
import type { LoginsPart } from './digest.ts';
import type { DigestRange } from './range.ts';

const MOST_UNUSUAL = 12;
const MOST_REASONS = 4;

/**
 * Sums up the console sign-ins of a range and says which are unusual.
 *
 * Those outside of it teach what is usual, and are not counted; attempts without a usable time are.
 */
export function loginsPart(
  signIns: readonly SignIn[],
  range: DigestRange,
  source: LoginsPart['source'],
): LoginsPart {
  const isInside = (one: SignIn): boolean => !one.timed || (one.at >= range.from && one.at < range.to);
  const { totals, rows } = loginReport(signIns.filter(isInside));
  const [from, to] = [isoFromMs(range.from), isoFromMs(range.to)];
  const unusual = loginReport(signIns).rows.filter(
    (row) => row.reasons.length > 0 && (row.last === '' || (row.last >= from && row.first < to)),
  );
  const mfa = { yes: 0, no: 0, federated: 0, unknown: 0 };
  for (const row of rows)
    for (const use of Object.keys(mfa) as (keyof typeof mfa)[]) mfa[use] += row.mfa[use];
  return {
    source,
    ...{ successes: totals.successes, failures: totals.failures, unclear: totals.unclear },
    ...{ users: totals.users, addresses: totals.addresses, mfa },
    unusual: unusual.slice(0, MOST_UNUSUAL).map((row) => ({
      user: row.user,
      accountId: row.accountId,
      sourceIp: row.sourceIp,
      day: row.day,
      successes: row.successes,
      failures: row.failures,
      level: row.reasons[0]?.level ?? 'low',
      reasons: row.reasons.slice(0, MOST_REASONS).map((reason) => reason.text),
    })),
    unusualLeftOut: Math.max(0, unusual.length - MOST_UNUSUAL),
  };
}
