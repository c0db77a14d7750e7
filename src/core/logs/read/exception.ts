import type { ExceptionHead } from './exception-forms.ts';
import { exceptionHead, isTelling, typeAbove } from './exception-heads.ts';
import type { ExceptionReading } from './reading.ts';
import { framesOf } from './trace-frames.ts';
import { isFrame, traceLabel } from './trace-lines.ts';

/** An exception and the text that came with it. */
export interface FoundException {
  readonly reading: ExceptionReading;
  readonly message: string;
  readonly isFatal: boolean;
}

const MOST_LINES = 1_000;

/**
 * Finds the exception that the lines of an entry report: the outermost one, its frames, and its text. The lines come
 * without what a carrier or a logger wrote in front of them; undefined where they report none.
 */
export function exceptionIn(all: readonly string[]): FoundException | undefined {
  const lines = all.slice(0, MOST_LINES);
  const start = lines.findIndex((line) => (exceptionHead(line)?.next ?? 'source') !== 'source');
  const head = start === -1 ? undefined : exceptionHead(lines[start] ?? '');
  const hasTrace = lines.some((line) => isFrame(line) || traceLabel(line) === 'go');
  if (!head) return hasTrace && lines.length > 1 ? untyped(lines) : undefined;
  if (!hasTrace && lines.length - start <= 1 && !isTelling(head.type)) return undefined;
  return head.next === 'python' ? python(lines, start, head) : typed(lines, start, head);
}

function typed(lines: readonly string[], start: number, head: ExceptionHead): FoundException {
  const below = head.next === 'message' ? (lines[start + 1] ?? '').trim() : '';
  const inner = below === '' ? undefined : exceptionHead(below);
  const type = inner && isTelling(inner.type) ? inner.type : head.type;
  const message = inner ? inner.message : head.message || below;
  return { reading: { type, frames: framesOf(lines.slice(start), false) }, message, isFatal: head.isFatal };
}

/** A traceback tells its type at the end; of chained ones the last is what the program saw. */
function python(lines: readonly string[], start: number, head: ExceptionHead): FoundException {
  const last = lines.findLastIndex((line) => exceptionHead(line)?.next === 'python');
  const from = Math.max(start, last);
  const end = lines.findIndex((line, at) => at > from && /^[^\s|+]/.test(line));
  const line = end === -1 ? '' : (lines[end] ?? '');
  const named = exceptionHead(line);
  const type = named?.type || typeAbove(line) || 'Traceback';
  const message = named?.message || line.slice(line.indexOf(':') + 1).trim();
  const body = lines.slice(from, end === -1 ? undefined : end);
  return { reading: { type, frames: framesOf(body, true) }, message, isFatal: head.isFatal };
}

/** Frames under a line that names no type we know: its first word may be one. */
function untyped(lines: readonly string[]): FoundException {
  const first = (lines[0] ?? '').trim();
  const isGo = lines.some((line) => traceLabel(line) === 'go');
  const type = isGo ? 'goroutine trace' : (typeAbove(first) ?? 'Error');
  const message = first.startsWith(`${type}:`) ? first.slice(type.length + 1).trim() : first;
  return { reading: { type, frames: framesOf(lines, false) }, message, isFatal: false };
}
