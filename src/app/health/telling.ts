import { escapeForSubject, escapeForText } from '#core/escape';
import { type EpochMs, isoFromMs, parseTime } from '#core/time';
import type { HealthNotice } from '#ports/health';
import { type HealthCheck, idOf } from './check.ts';

/** A problem that a person was told about. */
export interface OpenProblem {
  readonly since: string;
  readonly toldAt: string;
}

/** Problems that are going on, by the id of their check. */
export interface OpenProblems {
  readonly [id: string]: OpenProblem;
}

/** What to say now, and what to remember once it was said. */
export interface Telling {
  readonly appeared: readonly HealthCheck[];
  /** Told before, a day ago or longer. */
  readonly lasting: readonly HealthCheck[];
  /** Ids of problems that are no more. */
  readonly over: readonly string[];
  readonly open: OpenProblems;
}

/** A little less than a day, so that a run every 30 minutes says it at about the same time each day. */
const AGAIN_MS = 86_400_000 - 10 * 60_000;

/**
 * Decides what a person is told: a problem when it appears, once a day while it lasts, and once when it is over.
 *
 * What can't be looked at any more, `blind`, is neither new nor over: its problem stays as it was.
 */
export function tellingOf(
  before: OpenProblems,
  checks: readonly HealthCheck[],
  blind: readonly string[],
  now: EpochMs,
): Telling {
  const problems = checks.filter(({ state }) => state === 'problem');
  const isOpen = (check: HealthCheck): boolean => Object.hasOwn(before, idOf(check));
  const appeared = problems.filter((check) => !isOpen(check));
  const lasting = problems.filter((check) => isOpen(check) && isStale(before[idOf(check)], now));
  const still = new Set(problems.map(idOf));
  const blurred = Object.keys(before).filter(
    (id) => !still.has(id) && blind.some((one) => coversId(one, id)),
  );
  const over = Object.keys(before).filter((id) => !still.has(id) && !blurred.includes(id));
  const told = new Set([...appeared, ...lasting].map(idOf));
  const open = [...still, ...blurred].map((id): [string, OpenProblem] => {
    const known = before[id] ?? { since: isoFromMs(now), toldAt: isoFromMs(now) };
    return [id, told.has(id) ? { ...known, toldAt: isoFromMs(now) } : known];
  });
  return { appeared, lasting, over, open: Object.fromEntries(open) };
}

const isStale = (known: OpenProblem | undefined, now: EpochMs): boolean =>
  now - (parseTime(known?.toldAt) ?? 0) >= AGAIN_MS;

/** An unknown topic hides all that was known of its receivers: `subscriptions: alerts` covers `vanished: alerts, …`. */
function coversId(unknown: string, id: string): boolean {
  if (unknown === id) return true;
  const subject = unknown.replace(/^subscriptions: /, '');
  const isReceiver = /^(?:confirmation|vanished): /.test(id);
  if (unknown !== subject && isReceiver) return id.includes(`: ${subject}, `);
  return unknown === 'failed deliveries' && id === 'deliveries given up';
}

/** Whether there is anything to say. */
export const isSilent = ({ appeared, lasting, over }: Telling): boolean =>
  appeared.length + lasting.length + over.length === 0;

/** More than that many of one kind are counted, not listed: mails stay readable, and below SNS's 256 KB. */
const MOST_LISTED = 20;

/** Writes the message: what appeared, what lasts, what is over, each with what to do. Names in it are escaped. */
export function noticeOf(telling: Telling, deployment: string): HealthNotice {
  const { appeared, lasting, over, open } = telling;
  const going = Object.keys(open).length;
  const text = [
    `This is Trailhound (${escapeForText(deployment)}) about itself, not about an attack.`,
    section('New problems', appeared.map(problemText)),
    section(
      'Still there',
      lasting.map((check) => problemText(check, open[idOf(check)]?.since)),
    ),
    section(
      'Over',
      over.map((id) => `- ${escapeForText(id)}: no longer reported.`),
    ),
    going === 0 ? 'All is well now.' : closing(going),
  ];
  return { subject: subjectOf(telling, deployment), text: text.filter((part) => part !== '').join('\n\n') };
}

const closing = (going: number): string =>
  `${going} going on in all. While they last, findings may come late or not at all.\n` +
  'To look for yourself: npx trailhound doctor --stack with the name of the stack.';

function problemText(check: HealthCheck, since: unknown): string {
  const began = typeof since === 'string' ? ` (since ${since})` : '';
  return [
    `- ${escapeForText(idOf(check))}${began}`,
    `  Found: ${escapeForText(check.found)}`,
    `  Expected: ${escapeForText(check.expected)}`,
    ...(check.todo === '' ? [] : [`  To do: ${check.todo}`]),
  ].join('\n');
}

function section(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length - MOST_LISTED;
  const rest = more > 0 ? [`- and ${more} more`] : [];
  return [`${title}:`, ...items.slice(0, MOST_LISTED), ...rest].join('\n');
}

function subjectOf({ appeared, lasting, over, open }: Telling, deployment: string): string {
  const going = Object.keys(open).length;
  const what =
    appeared.length > 0
      ? `${appeared.length} new problem(s)`
      : lasting.length > 0
        ? `${going} problem(s) going on`
        : `${over.length} problem(s) over`;
  return escapeForSubject(`Trailhound health: ${what} (${deployment})`).slice(0, 100);
}
