import type { Digest } from '#core/digest-report/digest';
import { type DigestRange, rangeName } from '#core/digest-report/range';
import { TrailhoundError } from '#core/errors';
import { dayOf, type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import type { DigestMessage, DigestSink } from '#ports/digest-sink';
import type { Log } from '#ports/log';
import type { ReportStore } from '#ports/report-store';
import type { StateStore } from '#ports/state-store';

const KEPT_MS = 30 * 86_400_000;
/** A send takes seconds: a mark that says "sending" for longer is of a run that died. */
const DEAD_AFTER_MS = 120_000;

/** What is remembered of a range, as the state item `digest#<range>`. */
export interface DigestMark {
  readonly state: 'sending' | 'sent';
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Prints a digest; `text` fits into one message together with the rest. */
export interface DigestPrinters {
  readonly html: (digest: Digest) => string;
  readonly markdown: (digest: Digest) => string;
  readonly json: (digest: Digest) => string;
  readonly message: (digest: Digest, report: ReportAddress) => DigestMessage;
}

/** Where a report lies. */
export interface ReportAddress {
  /** Key without its ending: `digests/2026/03/01/20260301T000000Z-20260302T000000Z`. */
  readonly key: string;
  /** Address of the HTML file. */
  readonly link: string;
}

export interface SendDigestDeps {
  readonly make: (range: DigestRange) => Promise<Digest>;
  readonly print: DigestPrinters;
  readonly reports: ReportStore;
  readonly sink: DigestSink;
  readonly state: StateStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Whether people are told of a day without news. */
  readonly tellsQuietDays: boolean;
}

/** What one run did. `known`: this range had been told of already. */
export interface DigestOutcome {
  readonly range: string;
  readonly outcome: 'sent' | 'quiet' | 'known';
  readonly key: string;
}

/**
 * Makes the digest of a range, keeps its files and tells people, once however often it is called.
 *
 * The range is marked as being sent before the message goes out, and as sent after it: a repetition sends nothing, and
 * two runs at once send one message. Only of a run that died between the two is it not known whether it had sent; after two
 * minutes the next one sends. Rejects with `TH_REPORT_WRITE`, `TH_ALERT_SEND` or `TH_STORE_*`: the repetition goes on.
 */
export async function sendDigest(range: DigestRange, deps: SendDigestDeps): Promise<DigestOutcome> {
  const { state, reports, print, sink, log, clock } = deps;
  const name = rangeName(range);
  const key = reportKey(range);
  const known = await state.read<DigestMark>(markKey(name));
  if (known?.value.state === 'sent') return { range: name, outcome: 'known', key };
  const digest = await deps.make(range);
  await keepFiles(digest, key, deps);
  const isQuiet = digest.headline.mood === 'quiet';
  if (isQuiet && !deps.tellsQuietDays) {
    log.info('a day without news: nothing was sent', { range: name, key });
    return { range: name, outcome: 'quiet', key };
  }
  const version = await claim(name, known?.version, known?.value, deps);
  const message = print.message(digest, { key, link: reports.addressOf(`${key}.html`) });
  try {
    await sink.send(message);
  } catch (error) {
    // Nobody was told: the next run need not wait.
    await state.write<DigestMark>(
      markKey(name),
      { state: 'sending', at: isoFromMs(epochMs(0)) },
      version,
      keptUntil(clock),
    );
    throw error;
  }
  await state.write<DigestMark>(
    markKey(name),
    { state: 'sent', at: isoFromMs(clock.now()) },
    version,
    keptUntil(clock),
  );
  log.info('digest sent', { range: name, key, needs: digest.attention.length });
  return { range: name, outcome: 'sent', key };
}

const markKey = (name: string): string => `digest#${name}`;
const keptUntil = (clock: Pick<Clock, 'now'>): EpochMs => epochMs(clock.now() + KEPT_MS);

/** The day of the range's last instant leads to it: `digests/2026/03/01/…`. */
export function reportKey(range: DigestRange): string {
  const day = dayOf(epochMs(range.to - 1000));
  return `digests/${day.replaceAll('-', '/')}/${rangeName(range)}`;
}

async function keepFiles(digest: Digest, key: string, { reports, print }: SendDigestDeps): Promise<void> {
  const files = [
    { ending: 'html', contentType: 'text/html; charset=utf-8', body: print.html(digest) },
    { ending: 'md', contentType: 'text/markdown; charset=utf-8', body: print.markdown(digest) },
    { ending: 'json', contentType: 'application/json', body: print.json(digest) },
  ];
  for (const { ending, contentType, body } of files) {
    await reports.put({ key: `${key}.${ending}`, contentType, body });
  }
}

/** Marks the range as being sent by this run and answers the version of the mark. */
async function claim(
  name: string,
  version: number | undefined,
  mark: DigestMark | undefined,
  { state, clock }: SendDigestDeps,
): Promise<number> {
  const busy = new TrailhoundError(
    'TH_ALERT_SEND',
    `the digest ${name} is being sent by another run; the next one looks whether it was`,
  );
  const now = clock.now();
  if (mark !== undefined && now - (parseTime(mark.at) ?? 0) < DEAD_AFTER_MS) throw busy;
  const sending: DigestMark = { state: 'sending', at: isoFromMs(now) };
  if (!(await state.write(markKey(name), sending, version, keptUntil(clock)))) throw busy;
  return (version ?? 0) + 1;
}
