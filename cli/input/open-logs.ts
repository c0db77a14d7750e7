import { relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type ReadProgress, readLogFiles } from '#adapters/local/log-files';
import { escapeForTerminal } from '#core/escape';
import type { ReadFault, ReadItem } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { bytes, count, duration, plural } from '../output/numbers.ts';
import { NO_PROGRESS, progressOn } from '../output/progress.ts';

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
}

const FAULTS_SAID = 20;
const STDIN = '-';

/**
 * Opens files, folders, patterns and `-`. `printsMeanwhile`: data are printed while the input is read.
 *
 * Going through the items throws `TH_INPUT_UNREADABLE` for a path that is not there.
 */
export function openLogs(
  paths: readonly string[],
  context: CliContext,
  { printsMeanwhile = false } = {},
): LogInput {
  const { io, err, out, say } = context;
  const begun = performance.now();
  const elapsedMs = (): number => performance.now() - begun;
  // A line that is redrawn and lines of data on one terminal would write over each other.
  const isQuiet = printsMeanwhile && out.isTerminal;
  const progress = isQuiet ? NO_PROGRESS : progressOn(err, () => performance.now());
  let [files, bytesRead, events, faults, current] = [0, 0, 0, 0, ''];

  const onProgress = (read: ReadProgress): void => {
    if (read.file !== current) files += 1;
    current = read.file;
    bytesRead = read.bytesRead;
    const { bytesTotal, file: place } = read;
    progress.show(() => ({ elapsedMs: elapsedMs(), events, bytesRead, bytesTotal, place }));
  };
  const read = async function* (): AsyncGenerator<readonly ReadItem[]> {
    const here = paths.map((path) => (path === STDIN ? path : fromHere(path, io.cwd)));
    try {
      for await (const items of readLogFiles(here, { onProgress, stdin: io.stdin })) {
        for (const item of items) if (item.type === 'record') events += 1;
        yield items;
        await out.flush();
      }
    } finally {
      progress.clear();
    }
  };
  return {
    items: read(),
    figures: () => ({ files, bytes: bytesRead, elapsedMs: elapsedMs() }),
    fault: (fault) => {
      faults += 1;
      if (faults > FAULTS_SAID) return;
      progress.clear();
      say(`${context.errColours.yellow('unreadable:')} ${faultText(fault)}`);
      if (faults === FAULTS_SAID) say('  further ones are only counted');
    },
  };
}

/** Paths are meant from `cwd`; the reader takes them from the process's folder, which is another one only in tests. */
const fromHere = (path: string, cwd: string): string => {
  const here = process.cwd();
  return cwd === here ? path : relative(here, resolve(cwd, path));
};

/** `logs/a.json, line 7: JSON that is cut off before its end`. */
function faultText({ file, line, offset, reason }: ReadFault): string {
  const place = line === undefined ? `byte ${offset}` : `line ${line}`;
  return `${escapeForTerminal(file)}, ${place}: ${escapeForTerminal(reason)}`;
}

/** What was recognised and holds no events: `3 digest, 1 not JSON (.csv)`. */
export const passedText = (passed: ReadonlyMap<string, number>): string =>
  [...passed]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, number]) => `${count(number)} ${escapeForTerminal(kind)}`)
    .join(', ');

/** `1,598 events in 22 files, 3.1 MB, in 0.8 s: 1,998 events/s, 3.9 MB/s`. */
export function readText(events: number, figures: InputFigures): string {
  const seconds = Math.max(figures.elapsedMs, 1) / 1000;
  const rate = `${count(events / seconds)} events/s, ${bytes(Math.round(figures.bytes / seconds))}/s`;
  return `${plural(events, 'event')} in ${plural(figures.files, 'file')}, ${bytes(figures.bytes)}, in ${duration(figures.elapsedMs)}: ${rate}`;
}
