import type { Finding } from '../finding.ts';
import { type EpochMs, isoFromMs } from '../time.ts';
import { alertsPart } from './alert-part.ts';
import { attentionOf } from './attention.ts';
import { type Absent, DIGEST_SCHEMA, type Digest, type SourcesPart } from './digest.ts';
import type { FindingTally } from './finding-tally.ts';
import { headlineOf } from './headline.ts';
import { logsPart } from './log-part.ts';
import { loginsPart, type SignInFacts } from './login-part.ts';
import { metricsPart } from './metric-part.ts';
import { type DigestRange, previousRange } from './range.ts';
import { type SuppressionEntry, suppressionsPart } from './suppression-part.ts';
import type { WaitingTally } from './waiting-tally.ts';

const HOUR_MS = 3_600_000;

/** A fact, or why it is not known. */
export type Known<T> = { readonly known: T } | Absent;

/** What was read for a digest. */
export interface DigestFacts {
  readonly deployment: string;
  readonly now: EpochMs;
  readonly range: DigestRange;
  readonly tally: FindingTally;
  readonly tallyIsCut: boolean;
  readonly waiting: WaitingTally;
  readonly waitingIsCut: boolean;
  readonly signIns: Known<SignInFacts>;
  readonly logs: Known<readonly Finding[]>;
  readonly metrics: Known<readonly Finding[]>;
  readonly sources: SourcesPart;
  readonly suppressions: Known<{ readonly entries: readonly SuppressionEntry[]; readonly source: string }>;
  readonly alerts: Known<{
    readonly looked: readonly Finding[];
    readonly pending: readonly Finding[];
    readonly pendingIsCut: boolean;
  }>;
  readonly notes: readonly string[];
}

/** Makes a digest of what was read. */
export function makeDigest(facts: DigestFacts): Digest {
  const { range, now, tally, deployment } = facts;
  const findings = tally.findings(facts.tallyIsCut);
  const waiting = facts.waiting.waiting(facts.waitingIsCut);
  const parts = {
    waiting,
    logins: whenKnown(facts.signIns, (known) => loginsPart(known, range)),
    logs: whenKnown(facts.logs, (list) => logsPart(list, range)),
    metrics: whenKnown(facts.metrics, (list) => metricsPart(list, range)),
    sources: facts.sources,
    suppressions: whenKnown(facts.suppressions, ({ entries, source }) =>
      suppressionsPart(entries, tally.hits(), source, now),
    ),
    alerts: whenKnown(facts.alerts, ({ looked, pending, pendingIsCut }) =>
      alertsPart(looked, tally.active(), pending, pendingIsCut),
    ),
  };
  const attention = attentionOf(parts, facts.waiting.byRule());
  return {
    schema: DIGEST_SCHEMA,
    deployment,
    madeAt: isoFromMs(now),
    range: { ...spanOf(range), hours: (range.to - range.from) / HOUR_MS },
    previous: spanOf(previousRange(range)),
    headline: headlineOf(findings, waiting, attention),
    attention,
    findings,
    ...parts,
    principals: tally.principals(),
    addresses: tally.addresses(),
    notes: facts.notes,
  };
}

const spanOf = ({ from, to }: DigestRange) => ({ from: isoFromMs(from), to: isoFromMs(to) });

const whenKnown = <T, U extends object>(fact: Known<T>, then: (value: T) => U): U | Absent =>
  'absent' in fact ? fact : then(fact.known);
