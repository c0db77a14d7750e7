import { type FindingTally, findingTally } from '#core/digest-report/finding-tally';
import { isLogRule, isMetricRule, LOG_RULES, METRIC_RULES } from '#core/digest-report/own-rules';
import { type DigestRange, previousRange } from '#core/digest-report/range';
import { type WaitingTally, waitingTally } from '#core/digest-report/waiting-tally';
import { SEVERITIES } from '#core/severity';
import { isSignIn } from '#core/sign-in';
import { epochMs, isoFromMs } from '#core/time';
import type { FindingStore, FindingSummary } from '#ports/finding-store';
import { readPages } from './read-pages.ts';

const DAY_MS = 86_400_000;
/** The longest window of a rule: what began longer ago and goes on has none, and is asked for by its rule. */
const LONGEST_WINDOW_MS = DAY_MS;
/** Thousands of findings that are read of one severity, of one rule without windows, and of open ones. */
const MOST_PAGES = 20;
const MOST_RULE_PAGES = 5;
const MOST_OPEN_PAGES = 20;
/** Open findings are read from the oldest on: the index answers newest first, so in pieces of time. */
const OPEN_PIECES_DAYS = [3650, 365, 120, 60, 30, 14, 7, 3, 1, 0];

/** What went through the indexes. */
export interface ReadFindings {
  readonly tally: FindingTally;
  readonly tallyIsCut: boolean;
  readonly waiting: WaitingTally;
  readonly waitingIsCut: boolean;
  /** Ids of findings of the range about sign-ins, logs and metrics, the newest first. */
  readonly signInIds: readonly string[];
  readonly logIds: readonly string[];
  readonly metricIds: readonly string[];
  /** Whether there are findings of logs or metrics at all, of any age. */
  readonly hasLogs: boolean;
  readonly hasMetrics: boolean;
}

/** Reads all that a digest counts, page by page: queries by severity, by rule and by status, and no scan. */
export async function readFindings(
  store: Pick<FindingStore, 'query'>,
  range: DigestRange,
): Promise<ReadFindings> {
  const tally = findingTally(range);
  const ids = { signIn: new Set<string>(), log: new Set<string>(), metric: new Set<string>() };
  const [from, to] = [isoFromMs(range.from), isoFromMs(range.to)];
  const take = (finding: FindingSummary): void => {
    tally.add(finding);
    if (finding.firstSeen >= to || finding.lastSeen < from) return;
    // A sign-in goes by the name of its call; an index does not carry the service.
    if (isSignIn(finding.eventName, 'signin.amazonaws.com')) ids.signIn.add(finding.findingId);
    if (isLogRule(finding.ruleId)) ids.log.add(finding.findingId);
    if (isMetricRule(finding.ruleId)) ids.metric.add(finding.findingId);
  };
  const last = isoFromMs(epochMs(range.to - 1000));
  const first = Math.max(0, Math.min(previousRange(range).from, range.from - LONGEST_WINDOW_MS));
  let tallyIsCut = false;
  for (const severity of [...SEVERITIES].reverse()) {
    const span = { from: isoFromMs(epochMs(first)), to: last };
    if (await readPages(store, { by: 'severity', severity }, span, MOST_PAGES, take)) tallyIsCut = true;
  }
  const own = { logs: false, metrics: false };
  for (const ruleId of [...Object.keys(LOG_RULES), ...Object.keys(METRIC_RULES)]) {
    const isCut = await readPages(store, { by: 'rule', ruleId }, { to: last }, MOST_RULE_PAGES, (finding) => {
      own[isLogRule(ruleId) ? 'logs' : 'metrics'] = true;
      take(finding);
    });
    if (isCut) tallyIsCut = true;
  }
  const { waiting, isCut } = await readOpen(store, range);
  return {
    ...{ tally, tallyIsCut, waiting, waitingIsCut: isCut },
    ...{ signInIds: [...ids.signIn], logIds: [...ids.log], metricIds: [...ids.metric] },
    ...{ hasLogs: own.logs, hasMetrics: own.metrics },
  };
}

async function readOpen(
  store: Pick<FindingStore, 'query'>,
  { to }: DigestRange,
): Promise<{ readonly waiting: WaitingTally; readonly isCut: boolean }> {
  const waiting = waitingTally();
  let left = MOST_OPEN_PAGES * 1000;
  let begin: string | undefined;
  for (const days of OPEN_PIECES_DAYS) {
    const end = epochMs(Math.max(0, to - 1000 - days * DAY_MS));
    // Near 1970 several pieces end at once, and a table refuses a span that ends before it begins.
    if (begin !== undefined && begin > isoFromMs(end)) continue;
    const span = { to: isoFromMs(end), ...(begin === undefined ? {} : { from: begin }) };
    const pages = Math.ceil(left / 1000);
    const isCut = await readPages(store, { by: 'status', status: 'open' }, span, pages, (finding) => {
      left -= 1;
      waiting.add(finding);
    });
    if (isCut || left <= 0) return { waiting, isCut: true };
    // Both bounds belong to a piece, and firstSeen has whole seconds.
    begin = isoFromMs(epochMs(end + 1000));
  }
  return { waiting, isCut: false };
}
