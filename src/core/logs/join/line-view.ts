import type { LogLevel } from '../log-entry.ts';
import { withoutColours } from '../read/clean-message.ts';
import { exceptionHead } from '../read/exception-heads.ts';
import { readAccess } from '../read/http-access.ts';
import { readLambdaReport } from '../read/lambda-report.ts';
import { contentOf, headOf } from '../read/read-text.ts';
import { writtenBy } from '../read/transport.ts';

/** What a line is, by itself, to somebody who joins lines. */
export interface LineView {
  /** Who wrote it, where the line tells; undefined for one that tells nothing. */
  readonly lane: string | undefined;
  /** The line without its carrier, and without a head that has a time; its indentation is kept. */
  readonly content: string;
  /** The line without any head. */
  readonly message: string;
  /** A time or a level stands in front: the line begins a statement, unless it repeats the head for a frame. */
  readonly isHeader: boolean;
  readonly level: LogLevel | undefined;
  /** Nothing can follow that belongs to it. */
  readonly isWhole: boolean;
  /** One of the two lines in which Lambda tells that an invocation timed out; which of them. */
  readonly timeout?: 'line' | 'report';
  /** An invocation or a process begins: none before it has anything more to tell. */
  readonly isStart?: boolean;
}

/** Longest line that is looked at; what is longer than a frame or a head is looked at by its start. */
const WINDOW = 4_096;

/** Looks at one line. */
export function viewOf(raw: string): LineView {
  const text = withoutColours(raw);
  const writer = writtenBy(text);
  return writer ? { ...viewBody(writer.body, writer.level), lane: writer.lane } : viewOwn(text);
}

/** A line that nobody carried; those of Lambda's platform among them. */
function viewOwn(text: string): LineView {
  const view = viewBody(text, undefined);
  const report = view.isWhole ? readLambdaReport(text) : undefined;
  if (report?.isStart) return { ...view, isStart: true };
  if (report?.requestId === undefined) return view;
  const timeout = text.startsWith('REPORT') ? 'report' : 'line';
  return { ...view, lane: `${TIMED_OUT}${report.requestId}`, isWhole: false, timeout };
}

/** Begins the lane of an invocation that timed out. */
export const TIMED_OUT = 'lambda:';

function viewBody(body: string, carriedLevel: LogLevel | undefined): LineView {
  const content = body.slice(0, WINDOW);
  const bare = {
    lane: undefined,
    content,
    message: content,
    isHeader: false,
    level: carriedLevel,
    isWhole: false,
  };
  if (isWhole(body)) return { ...bare, isHeader: true, isWhole: true };
  if (!/^[^\s}\])]/.test(body)) return bare;
  const head = headOf(body);
  const isHeader = head.timed || (head.level !== undefined && exceptionHead(body) === undefined);
  if (!isHeader) return bare;
  const message = body.slice(head.message, head.message + WINDOW);
  return {
    lane: head.timed ? `h:${head.who}` : undefined,
    content: head.timed ? contentOf(body, head).slice(0, WINDOW) : content,
    message,
    isHeader,
    level: head.level ?? carriedLevel,
    isWhole: false,
  };
}

/** An object in JSON, an access line, a report of Lambda's own. */
const isWhole = (body: string): boolean =>
  (/^\{\s*"/.test(body) && body.trimEnd().endsWith('}')) ||
  readLambdaReport(body) !== undefined ||
  readAccess(body) !== undefined;
