import { exceptionHead } from '../read/exception-heads.ts';
import { isErrorLevel } from '../read/level-words.ts';
import { indentOf } from '../read/read-text.ts';
import {
  isFrame,
  isGoFile,
  isGoFunction,
  isSourcePlace,
  isTracebackEnd,
  type TraceLabel,
  traceLabel,
} from '../read/trace-lines.ts';
import type { LineView } from './line-view.ts';
import type { Mode, OpenEntry } from './open-entry.ts';

/** Whether a line belongs to an open entry; `pending`: if a frame follows. */
export type Verdict =
  | { readonly is: 'part'; readonly mode: Mode }
  | { readonly is: 'pending' }
  | { readonly is: 'new' };

const NEW: Verdict = { is: 'new' };
const PENDING: Verdict = { is: 'pending' };
const part = (mode: Mode): Verdict => ({ is: 'part', mode });

const MOST_PENDING = 12;

/** What may follow a line that begins an entry. */
export function modeOf(content: string): Mode {
  const head = exceptionHead(content);
  if (head) return head.next === 'frames' ? 'head' : head.next;
  if (traceLabel(content) === 'go') return 'go';
  return isSourcePlace(content) ? 'source' : 'plain';
}

/** Decides whether a line belongs to the open entry of its writer. */
export function continues(entry: OpenEntry, view: LineView): Verdict {
  const { content } = view;
  const sure = surePart(entry, content);
  if (sure) return sure;
  if (view.isHeader) return headed(entry, view);
  if (content.trim() === '') return mayGoOn(entry) && !isFull(entry) ? PENDING : NEW;
  return named(entry, content) ?? indented(entry, content) ?? bare(entry, content);
}

/** Frames and labels belong to whatever is open, except for what looks like one by chance under a plain line. */
function surePart(entry: OpenEntry, content: string): Verdict | undefined {
  const label = traceLabel(content);
  if (label !== undefined) return labelled(entry, label);
  if (!isFrame(content) || entry.mode === 'ended') return undefined;
  if (entry.mode === 'python' || entry.mode === 'go') return part(entry.mode);
  if (isGoFile(content)) return part('go');
  return entry.mode === 'plain' && /^\s*#(?!0 )/.test(content) ? undefined : part('trace');
}

function labelled(entry: OpenEntry, label: TraceLabel): Verdict | undefined {
  if (label === 'go') return part('go');
  if (label === 'python')
    return entry.mode === 'ended' || entry.mode === 'python' ? part('chain') : undefined;
  return entry.mode !== 'plain' || isErrorLevel(entry.level ?? undefined) ? part('head') : undefined;
}

/** A line with a head of its own belongs to a trace whose every line has one: a traceback's end, its source lines. */
function headed(entry: OpenEntry, { content, lane, level }: LineView): Verdict {
  const isSameHead = lane !== undefined && (level ?? null) === entry.level;
  if (!isSameHead || entry.mode === 'plain' || entry.mode === 'ended') return NEW;
  if (indentOf(content) > entry.indent) return part(entry.mode);
  if (entry.mode === 'python' && entry.isHeaded && isTracebackEnd(content)) return part('ended');
  return entry.mode === 'go' && entry.isHeaded && isGoFunction(content) ? part('go') : NEW;
}

/** A line that names an exception. */
function named(entry: OpenEntry, content: string): Verdict | undefined {
  const head = exceptionHead(content);
  if (!head) return undefined;
  const mode = modeOf(content);
  if (entry.mode === 'python') return part(head.next === 'python' ? 'python' : 'ended');
  if (entry.mode === 'source' || entry.mode === 'chain') return part(mode);
  if (entry.mode === 'message') return part('head');
  const isIndented = /^\s/.test(content);
  const isError = isErrorLevel(entry.level ?? undefined);
  if (entry.mode === 'plain') return isError && (isIndented || entry.head.length === 1) ? part(mode) : NEW;
  if (isIndented && !hasBlank(entry)) return part(entry.mode);
  return NEW;
}

function indented(entry: OpenEntry, content: string): Verdict | undefined {
  if (!/^\s/.test(content)) return undefined;
  if (entry.mode === 'plain') return entry.level === null || hasBlank(entry) ? NEW : part('plain');
  if (entry.pending.length === 0 || entry.mode === 'python' || entry.mode === 'source')
    return part(entry.mode);
  return entry.mode === 'head' || entry.mode === 'message' ? undecided(entry) : NEW;
}

/** A line at the margin that is nothing by itself. */
function bare(entry: OpenEntry, content: string): Verdict {
  switch (entry.mode) {
    case 'message':
      return part('head');
    case 'python':
      return isTracebackEnd(content) ? part('ended') : NEW;
    case 'go':
      return isGoFunction(content) ? part('go') : NEW;
    case 'head':
    case 'source':
      return undecided(entry);
    case 'trace':
      return /^[}\])]+[;,]?$/.test(content) && !hasBlank(entry) ? part('trace') : NEW;
    case 'plain':
      return isErrorLevel(entry.level ?? undefined) && isGoFunction(content) ? undecided(entry) : NEW;
    default:
      return NEW;
  }
}

const undecided = (entry: OpenEntry): Verdict => (isFull(entry) ? NEW : PENDING);

/** A blank line may stand in a report, and between a line at an error level and the report below it. */
const mayGoOn = (entry: OpenEntry): boolean =>
  entry.mode !== 'plain' ||
  (isErrorLevel(entry.level ?? undefined) && entry.head.length === 1 && !hasBlank(entry));

const isFull = (entry: OpenEntry): boolean => entry.pending.length >= MOST_PENDING;

const hasBlank = (entry: OpenEntry): boolean => entry.pending.length > 0;
