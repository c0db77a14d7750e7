import type { Finding } from '../finding.ts';
import { loginReport } from '../login-report.ts';
import { severityRank } from '../severity.ts';
import type { SignIn } from '../sign-in.ts';
import { signInOfEvidence } from '../sign-in-evidence.ts';
import { dayOf, isoFromMs } from '../time.ts';
import type { LoginsPart, UnusualLogin } from './digest.ts';
import type { DigestRange } from './range.ts';

const MOST_UNUSUAL = 12;
const MOST_REASONS = 4;

/** Console sign-ins, and the findings they were read from, if they were. */
export interface SignInFacts {
  readonly list: readonly SignIn[];
  readonly source: LoginsPart['source'];
  readonly findings?: readonly Finding[];
}

/**
 * Sums up the console sign-ins of a range and says which are unusual.
 *
 * Those outside of it teach what is usual, and are not counted; attempts without a usable time are.
 */
export function loginsPart(
  { list: signIns, source, findings = [] }: SignInFacts,
  range: DigestRange,
): LoginsPart {
  const shown = shownBy(findings);
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
    atLeast: atLeastOf(findings),
    unusual: unusual.slice(0, MOST_UNUSUAL).map((row) => ({
      user: row.user,
      accountId: row.accountId,
      sourceIp: row.sourceIp,
      day: row.day,
      successes: row.successes,
      failures: row.failures,
      ...whenShown(shown.get(rowKey(row))),
      level: row.reasons[0]?.level ?? 'low',
      reasons: row.reasons.slice(0, MOST_REASONS).map((reason) => reason.text),
    })),
    unusualLeftOut: Math.max(0, unusual.length - MOST_UNUSUAL),
  };
}

/**
 * Says of which outcomes there may be more. A finding that only kept failures is about failures; one that kept both, or
 * none, may have had any.
 */
function atLeastOf(findings: readonly Finding[]): LoginsPart['atLeast'] {
  const short = findings.filter(({ count, evidence }) => count > evidence.length);
  const kept = short.map(
    ({ evidence }) => new Set(evidence.map((event) => signInOfEvidence(event)?.outcome ?? 'unclear')),
  );
  const mayHave = (other: SignIn['outcome']): boolean =>
    kept.some((outcomes) => outcomes.size !== 1 || !outcomes.has(other));
  return {
    successes: mayHave('failure'),
    failures: mayHave('success'),
    unseen: short.reduce((sum, { count, evidence }) => sum + count - evidence.length, 0),
  };
}

const rowKey = ({
  accountId,
  user,
  sourceIp,
  day,
}: Pick<UnusualLogin, 'accountId' | 'user' | 'sourceIp' | 'day'>): string =>
  JSON.stringify([accountId, user, sourceIp, day]);

/** The worst open finding behind every row of the report. */
function shownBy(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const shown = new Map<string, Finding>();
  for (const finding of findings.filter(({ status }) => status === 'open')) {
    for (const one of finding.evidence.flatMap((event) => signInOfEvidence(event) ?? [])) {
      const key = rowKey({ ...one, day: one.timed ? dayOf(one.at) : '' });
      const known = shown.get(key);
      if (!known || severityRank(finding.severity) > severityRank(known.severity)) shown.set(key, finding);
    }
  }
  return shown;
}

const whenShown = (finding: Finding | undefined): Pick<UnusualLogin, 'finding'> =>
  finding === undefined ? {} : { finding: { findingId: finding.findingId, severity: finding.severity } };
