import { readEntry } from '#core/logs/entry-reading';
import { type JoinState, type LineJoiner, lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';
import { LINES_BEFORE } from './error-event.ts';
import type { PlacedEntry } from './read-entry.ts';

/** A batch of one stream, cut where entries may reach beyond it. */
export interface BatchParts {
  /** Lines at the beginning that may belong to an entry of the batch before. */
  readonly lead: readonly LogLine[];
  /** The lead looks like the rest of something; otherwise any line could stand there. */
  readonly isSureLead: boolean;
  /** Entries that surely are complete. */
  readonly entries: readonly PlacedEntry[];
  /** What was open at the end and may go on in the next batch: an error, because nothing else is worth waiting for. */
  readonly tail?: { readonly state: JoinState; readonly before: readonly string[] };
}

/**
 * Entries that lines of a batch without its predecessor may go on: a plain line, and the traces of several languages,
 * each cut where its next line looks least like one of a trace.
 */
const BEGINNINGS: readonly (readonly string[])[] = [
  ['2026-01-01 00:00:00,000 ERROR app - failed'],
  ['Traceback (most recent call last):', '  File "/app/main.py", line 1, in main', '    main()'],
  ['java.lang.IllegalStateException: failed', '\tat com.example.Main.main(Main.java:1)'],
  ['panic: failed', '', 'goroutine 1 [running]:', 'main.main()', '\t/app/main.go:1 +0x1'],
  ['PHP Fatal error:  Uncaught Exception: failed in /app/a.php:1', 'Stack trace:', '#0 /app/a.php(1): a()'],
  ['Error: failed', '    at main (/app/main.js:1:1)'],
  ['FormatException: failed'],
  ['/app/main.js:1', "    throw new Error('failed')", '    ^'],
  ["main.rb:1:in 'main': failed (RuntimeError)", "\tfrom main.rb:1:in 'main'"],
];
/** Behind this one any line may stand. */
const OPEN_BEGINNING = ['Unhandled exception:'];
/** Lines of a batch that may belong to an entry before it; a longer trace is cut in the middle anyway. */
const MAX_LEAD = 2_000;
const OPENING = '\0opening';

/** Cuts a batch. Without lines there is nothing. */
export function cutBatch(lines: readonly LogLine[]): BatchParts {
  const sure = BEGINNINGS.reduce((most, beginning) => Math.max(most, goesOnFor(beginning, lines)), 0);
  const isSureLead = sure > 0;
  const lead = withBlankEnd(lines, Math.max(sure, goesOnFor(OPEN_BEGINNING, lines)));
  const rest = lines.slice(lead.length);
  const joiner = lineJoiner();
  const complete = rest.flatMap((line) => joiner.add(line));
  const state = joiner.state();
  const open = state === undefined ? [] : joiner.flush();
  const isHeld = open.some(mayGoOn) || (state?.lanes.some(({ mode }) => mode !== 'plain') ?? false);
  const placed = placing(lines);
  const entries = (isHeld ? complete : [...complete, ...open]).map(placed);
  const [firstOpen] = open;
  if (!isHeld || state === undefined || firstOpen === undefined) return { lead, isSureLead, entries };
  return { lead, isSureLead, entries, tail: { state, before: placed(firstOpen).before() } };
}

/** Blank lines at the end of a batch tell nothing: what is above them may go on in the next one. */
function withBlankEnd(lines: readonly LogLine[], count: number): readonly LogLine[] {
  const isAll = count > 0 && lines.slice(count).every(({ text }) => text.trim() === '');
  return isAll ? lines : lines.slice(0, count);
}

/** How many lines at the beginning an entry that began like this could go on with. */
function goesOnFor(beginning: readonly string[], lines: readonly LogLine[]): number {
  const [first] = lines;
  if (!first) return 0;
  const joiner = lineJoiner();
  const time = first.at === undefined ? {} : { at: first.at };
  for (const [at, text] of beginning.entries())
    joiner.add({ text, key: `${OPENING}${at}`, place: first.place - beginning.length + at, ...time });
  const last = endOfOpening(joiner, lines.slice(0, MAX_LEAD));
  return lines.findLastIndex(({ place }) => place <= last) + 1;
}

/** Place of the last line that a joiner takes into what it had open. */
function endOfOpening(joiner: LineJoiner, lines: readonly LogLine[]): number {
  for (const line of lines) {
    const given = joiner.add(line).find(({ key }) => key.startsWith(OPENING));
    if (given) return given.last;
    if (joiner.open() > 1) break;
  }
  return joiner.flush().find(({ key }) => key.startsWith(OPENING))?.last ?? Number.NEGATIVE_INFINITY;
}

/** Whether an open entry is an error whose next lines may still come. */
function mayGoOn({ text }: LogEntry): boolean {
  const { kind, level, fields } = readEntry(text);
  const isBad = kind !== undefined || level === 'error' || level === 'fatal';
  if (!isBad || (kind !== undefined && kind !== 'log' && kind !== 'exception')) return false;
  const trimmed = text.trim();
  // A JSON object is all there is of it.
  return !(fields !== undefined && trimmed.startsWith('{') && trimmed.endsWith('}'));
}

/** Gives entries the lines before them, looked up when they are asked for. */
export function placing(
  lines: readonly LogLine[],
  earlier: readonly string[] = [],
): (entry: LogEntry) => PlacedEntry {
  let places: Map<number, number> | undefined;
  return (entry) => ({
    entry,
    before: () => {
      places ??= new Map(lines.map(({ place }, index) => [place, index]));
      const index = places.get(entry.first) ?? 0;
      const inBatch = lines.slice(Math.max(0, index - LINES_BEFORE), index).map(({ text }) => text);
      return [...earlier, ...inBatch].slice(-LINES_BEFORE);
    },
  });
}
