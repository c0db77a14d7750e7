import { performance } from 'node:perf_hooks';
import { type ReadProgress, readLogFiles } from '#adapters/local/log-files';
import { escapeForTerminal } from '#core/escape';
import type { Skim } from '#core/prefilter';
import type { ReadFault, ReadItem } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { bytes, count, duration, plural } from '../output/numbers.ts';
import { NO_PROGRESS, progressOn } from '../output/progress.ts';
import { inputNotes } from './input-notes.ts';
import { pathsFromHere } from './paths-from-here.ts';

/** What was read so far. */
export interface InputFigures {
  readonly files: number;
  /** As stored, packed. */
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** Log files on their way in, with progress on a terminal. */
export interface LogInput {
  /** To be gone through once. Between two batches what was printed is handed on, so that a slow reader slows us down. */
  readonly items: AsyncIterable<readonly ReadItem[]>;
  readonly figures: () => InputFigures;
  /** Says that a piece of input could not be read: place and kind, never its content. */
  readonly fault: (fault: ReadFault) => void;
  /** Packed files that were recognised and not read; each has been named. */
  readonly unsearched: () => number;
}

interface LogOptions {
  /** Data are printed while the input is read. */
  readonly printsMeanwhile?: boolean;
  /** Records that it finds clear are counted (`ReadCleared`) and not parsed. */
  readonly skim?: Skim | undefined;
}

/**
 * Opens files, folders, patterns and `-`.
 *
 * Going through the items throws `TH_INPUT_UNREADABLE` for a path that is not there.
 */
export function openLogs(
  paths: readonly string[],
  context: CliContext,
  { printsMeanwhile = false, skim }: LogOptions = {},
): LogInput {
  const { io, err, out } = context;
  const begun = performance.now();
  const elapsedMs = (): number => performance.now() - begun;
  // A line that is redrawn and lines of data on one terminal would write over each other.
  const isQuiet = printsMeanwhile && out.isTerminal;
  const progress = isQuiet ? NO_PROGRESS : progressOn(err, () => performance.now());
  let [files, bytesRead, events, current] = [0, 0, 0, ''];
  const notes = inputNotes(context, progress.clear);
  const reached = (file: string): void => {
    if (file !== current) files += 1;
    current = file;
  };

  const onProgress = (read: ReadProgress): void => {
    reached(read.file);
    bytesRead = read.bytesRead;
    const { bytesTotal, file: place } = read;
    progress.show(() => ({ elapsedMs: elapsedMs(), events, bytesRead, bytesTotal, place }));
  };
  const read = async function* (): AsyncGenerator<readonly ReadItem[]> {
    const here = pathsFromHere(paths, io.cwd);
    try {
      for await (const items of readLogFiles(here, { onProgress, stdin: io.stdin, skim })) {
        for (const item of items) {
          events += eventsIn(item);
          // A file that is not opened, or is empty, shows no progress.
          if (!isHidden(item)) reached(item.file);
          if (item.type === 'passed') notes.passed(item);
        }
        yield items;
        await out.flush();
      }
      notes.end();
    } finally {
      progress.clear();
    }
  };
  return {
    items: read(),
    figures: () => ({ files, bytes: bytesRead, elapsedMs: elapsedMs() }),
    fault: notes.fault,
    unsearched: notes.unsearched,
  };
}

function eventsIn(item: ReadItem): number {
  if (item.type === 'cleared') return item.count;
  return item.type === 'record' ? 1 : 0;
}

/** Nobody counts what begins with a dot, and it may be a whole folder. */
const isHidden = (item: ReadItem): boolean => item.type === 'passed' && item.kind === 'hidden file or folder';

/** Kinds that are told one by one; names of files make new ones without end. */
const KINDS_SHOWN = 20;

/** What was recognised and holds no events: `3 digest, 1 not JSON (.csv)`; of very many kinds the most frequent. */
export function passedText(passed: ReadonlyMap<string, number>): string {
  const sorted = [...passed].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = sorted.slice(0, KINDS_SHOWN).sort(([a], [b]) => (a < b ? -1 : 1));
  const rest = sorted.slice(KINDS_SHOWN).reduce((sum, [, number]) => sum + number, 0);
  return [
    ...shown.map(([kind, number]) => `${count(number)} ${escapeForTerminal(kind)}`),
    ...(rest > 0 ? [`${count(rest)} of other kinds`] : []),
  ].join(', ');
}

/** `1,598 events in 22 files, 3.1 MB, in 0.8 s: 1,998 events/s, 3.9 MB/s`. */
export function readText(events: number, figures: InputFigures): string {
  const seconds = Math.max(figures.elapsedMs, 1) / 1000;
  const rate = `${count(events / seconds)} events/s, ${bytes(Math.round(figures.bytes / seconds))}/s`;
  return `${plural(events, 'event')} in ${plural(figures.files, 'file')}, ${bytes(figures.bytes)}, in ${duration(figures.elapsedMs)}: ${rate}`;
}
