import type { Digest } from '#core/digest-report/digest';
import { type DigestFacts, type Known, makeDigest } from '#core/digest-report/make-digest';
import type { DigestRange } from '#core/digest-report/range';
import type { Finding } from '#core/finding';
import { signInOfEvidence } from '#core/sign-in-evidence';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';
import type { Suppression } from '#ports/suppression';
import { orAbsent } from './or-absent.ts';
import { detailsReader, type ReadDetails } from './read-details.ts';
import { type ReadFindings, readFindings } from './read-findings.ts';
import { type ExpectedSources, readSources, type SourceDeps } from './read-sources.ts';

/** Findings that are read whole, of each kind. */
const MOST_SIGN_INS = 300;
const MOST_LOGS = 100;
const MOST_METRICS = 60;
const MOST_ALERTS = 300;
const MOST_PENDING = 500;

export interface DigestDeps extends SourceDeps {
  readonly findings: Pick<FindingStore, 'query' | 'get' | 'pendingAlerts'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface DigestRequest {
  /** Which deployment, or which folder, for people. */
  readonly deployment: string;
  readonly range: DigestRange;
  readonly expected: ExpectedSources;
  /** Whether application logs and metrics are watched; `undefined` where nobody says. */
  readonly watched: { readonly logs: boolean | undefined; readonly metrics: boolean | undefined };
  readonly suppressions: Known<{ readonly entries: readonly Suppression[]; readonly source: string }>;
  /** Sign-ins from files or from the account; without them, those that findings are about. */
  readonly signIns?: DigestFacts['signIns'];
}

/**
 * Reads what a digest says and makes it.
 *
 * Throws `TH_STORE_READ` when findings can't be read at all; anything less that may not be read is absent, and says why.
 */
export async function gatherDigest(request: DigestRequest, deps: DigestDeps): Promise<Digest> {
  const { range, deployment, suppressions } = request;
  const now = deps.clock.now();
  const read = await readFindings(deps.findings, range);
  const readDetails = detailsReader(deps.findings);
  const details = (ids: readonly string[], most: number): Promise<Known<readonly Finding[]>> =>
    orAbsent('dynamodb:GetItem', () => readDetails(ids, most));
  return makeDigest({
    ...{ deployment, now, range, suppressions },
    ...{ tally: read.tally, tallyIsCut: read.tallyIsCut },
    ...{ waiting: read.waiting, waitingIsCut: read.waitingIsCut },
    signIns: request.signIns ?? signInsOf(await details(read.signInIds, MOST_SIGN_INS)),
    logs: watchedPart(
      await details(read.logIds, MOST_LOGS),
      request.watched.logs ?? (read.hasLogs || undefined),
      'application logs',
    ),
    metrics: watchedPart(
      await details(read.metricIds, MOST_METRICS),
      request.watched.metrics ?? (read.hasMetrics || undefined),
      'metrics',
    ),
    sources: await readSources(deps, request.expected, now),
    alerts: await alertsOf(read, readDetails, deps),
    notes: notesOf(read),
  });
}

function signInsOf(found: Known<readonly Finding[]>): DigestFacts['signIns'] {
  if ('absent' in found) return found;
  const list = found.known.flatMap(({ evidence }) =>
    evidence.flatMap((event) => signInOfEvidence(event) ?? []),
  );
  return { known: { list, source: 'findings', findings: found.known } };
}

/** `isWatched` is `undefined` where nobody says and no finding shows that they are. */
function watchedPart(
  found: Known<readonly Finding[]>,
  isWatched: boolean | undefined,
  what: string,
): Known<readonly Finding[]> {
  if ('known' in found && found.known.length > 0) return found;
  if (isWatched === false) return { absent: `no ${what} are watched` };
  if (isWatched === undefined) return { absent: `no ${what} are watched, or they never gave a finding` };
  return found;
}

async function alertsOf(
  read: ReadFindings,
  readDetails: ReadDetails,
  deps: DigestDeps,
): Promise<DigestFacts['alerts']> {
  const ids = read.tally.kept().map(({ findingId }) => findingId);
  return orAbsent('dynamodb:GetItem and dynamodb:Query', async () => {
    const pending = await deps.findings.pendingAlerts(MOST_PENDING);
    return {
      looked: await readDetails(ids, MOST_ALERTS),
      pending,
      pendingIsCut: pending.length >= MOST_PENDING,
    };
  });
}

function notesOf({
  tallyIsCut,
  waitingIsCut,
  signInIds,
  logIds,
  metricIds,
}: ReadFindings): readonly string[] {
  const some = (ids: readonly string[], most: number, what: string): readonly string[] =>
    ids.length > most ? [`Of ${ids.length} findings about ${what}, ${most} were looked at.`] : [];
  return [
    ...(tallyIsCut
      ? [
          'There were more findings than one digest reads (20,000 of each severity): the numbers are "at least".',
        ]
      : []),
    ...(waitingIsCut ? ['More than 20,000 findings are open; the oldest of them were read.'] : []),
    ...some(signInIds, MOST_SIGN_INS, 'console sign-ins'),
    ...some(logIds, MOST_LOGS, 'application logs'),
    ...some(metricIds, MOST_METRICS, 'metrics'),
  ];
}
