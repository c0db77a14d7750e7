import { encodedBytes } from '#core/alert-limits';
import type { Digest } from '#core/digest-report/digest';
import { escapeForSubject, safeJson } from '#core/escape';
import type { DigestMessage } from '#ports/digest-sink';
import { renderText } from './render-text.ts';
import { shortTime } from './words.ts';

/**
 * One SNS message has at most 262,144 bytes with its attributes (SNS API Reference: Publish); text and JSON travel in it
 * together, each as a JSON string.
 */
const MAX_TEXT_BYTES = 90_000;
const MAX_MESSAGE_BYTES = 240_000;
const MAX_SUBJECT = 99;

/** Where the files of a digest lie. */
export interface ReportPlace {
  readonly bucket: string;
  /** Without its ending. */
  readonly key: string;
  /** Address of the HTML file, made by us. */
  readonly link: string;
}

/** Makes the message about a digest: for people the text (one line on a day without news), for machines JSON. */
export function digestMessage(digest: Digest, report: ReportPlace): DigestMessage {
  const { headline, range } = digest;
  const subject = subjectOf(digest);
  const isQuiet = headline.mood === 'quiet';
  const text = isQuiet
    ? `Trailhound digest, ${shortTime(range.from)} to ${shortTime(range.to)} UTC: nothing new. The whole report: ${report.link}\n`
    : renderText(digest, { link: report.link, maxBytes: MAX_TEXT_BYTES });
  const notice = noticeOf(digest, subject, report);
  const whole = safeJson({ ...notice, text });
  const fits = encodedBytes(text) + encodedBytes(whole) <= MAX_MESSAGE_BYTES;
  return { subject, text, json: fits ? whole : safeJson(notice) };
}

function subjectOf({ headline, findings, range }: Digest): string {
  const day = shortTime(range.to).slice(0, 10);
  const found =
    headline.mood === 'quiet' ? 'nothing new' : `${headline.title}, ${findings.total.now} new findings`;
  return escapeForSubject(`Trailhound digest ${day}: ${found}`).slice(0, MAX_SUBJECT);
}

/** Schema `trailhound.digest-notice/1`: enough to route it and to fetch the JSON file, which has everything. */
function noticeOf(
  { deployment, range, headline, attention, findings, waiting }: Digest,
  subject: string,
  report: ReportPlace,
) {
  const { bucket, key, link } = report;
  return {
    schema: 'trailhound.digest-notice/1',
    ...{ kind: 'digest', deployment, subject, range, headline },
    needs: attention.length,
    findings: { new: findings.total.now, before: findings.total.before, ongoing: findings.ongoing },
    open: waiting.open,
    report: { bucket, html: `${key}.html`, markdown: `${key}.md`, json: `${key}.json`, link },
  };
}
