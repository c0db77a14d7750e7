import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { PackedInputError } from '#adapters/codec/meter';
import { READ_LIMITS } from '#adapters/codec/read-limits';
import { unpack } from '#adapters/codec/unpack';
import { unzstd } from '#adapters/codec/unzstd';
import type { MetricPoint } from '#core/metrics/metric-point';
import { fileBytes, whyUnreadable } from './file-bytes.ts';
import { codeOf, type FoundFile, findFiles } from './find-files.ts';
import { beginning, following } from './metric-files-beginning.ts';
import { timeOfCell, valueOfCell } from './metric-files-cells.ts';
import { delimiterOf, SAMPLE_ROWS, shapeOf, type TableShape } from './metric-files-columns.ts';

/** A series as a file has it. */
export interface FileSeries {
  /** The path as given or found, and behind a colon the column where a file has several. */
  readonly name: string;
  /** In order of time, one for each instant: of several rows the last. */
  readonly points: readonly MetricPoint[];
  /** Rows whose instant another row has too. */
  readonly repeated: number;
}

/** Something in a file that could not be used. */
export interface MetricFileFault {
  readonly file: string;
  /** From 1; absent for the whole file. */
  readonly line?: number;
  /** What was found and what is expected. */
  readonly reason: string;
}

export type MetricFileItem =
  | { readonly type: 'series'; readonly series: FileSeries }
  | { readonly type: 'fault'; readonly fault: MetricFileFault }
  | { readonly type: 'passed'; readonly file: string; readonly kind: string };

const MOST_ROW_BYTES = 1024 * 1024;
/** Nine years of minutes; about a gigabyte. */
const MOST_VALUES = 5_000_000;
/** In folders, what has another ending is no table; what was named is read whatever it is called. */
const TABLE_NAME = /\.(?:csv|tsv|txt)(?:\.(?:gz|zst))?$/i;

/**
 * Reads metrics from CSV files, folders, patterns and `-`, plain or packed (gzip, zstd), one file at a time.
 *
 * A row that is not understood is a fault with its line, and the rest goes on. Of one file `mostValues` are kept: a series is
 * judged in memory. Throws `TH_INPUT_UNREADABLE` for a path
 * that was named and can't be read.
 */
export async function* readMetricFiles(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array> = process.stdin,
  mostValues = MOST_VALUES,
): AsyncGenerator<MetricFileItem, void, undefined> {
  for await (const file of findFiles(paths)) {
    if (file.passedAs !== undefined) yield { type: 'passed', file: file.path, kind: file.passedAs };
    else if (file.fault !== undefined) yield faultIn(file.path, file.fault);
    else if (!file.isNamed && !TABLE_NAME.test(file.path))
      yield { type: 'passed', file: file.path, kind: 'not a table (.csv, .tsv)' };
    else yield* readTable(file, stdin, mostValues);
  }
}

const faultIn = (file: string, reason: string, line?: number): MetricFileItem => ({
  type: 'fault',
  fault: { file, reason, ...(line === undefined ? {} : { line }) },
});

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

async function* readTable(
  file: FoundFile,
  stdin: AsyncIterable<Uint8Array>,
  mostValues: number,
): AsyncGenerator<MetricFileItem> {
  const gathered = new Gathered(file.path, mostValues);
  const sample: Row[] = [];
  let shape: TableShape | undefined;
  try {
    for await (const row of gathered.room(rowsOf(file, stdin))) {
      if (shape === undefined) {
        sample.push(row);
        if (sample.length < SAMPLE_ROWS) continue;
        shape = yield* begin(sample, gathered);
        if (!shape) return;
      } else yield* gathered.take(row, shape);
    }
    if (!shape) shape = yield* begin(sample, gathered);
  } catch (error) {
    yield faultIn(file.path, whyNot(file, error), gathered.line + 1);
    if (!shape) shape = yield* begin(sample, gathered);
  }
  if (shape) yield* gathered.series(shape);
}

/** Tells the columns apart, and takes the rows that were looked at for it. */
function* begin(
  sample: readonly Row[],
  gathered: Gathered,
): Generator<MetricFileItem, TableShape | undefined> {
  const shape = shapeOf(sample.map(({ cells }) => cells));
  if (!shape.ok) {
    yield faultIn(gathered.file, shape.error);
    return undefined;
  }
  for (const row of shape.value.hasHeader ? sample.slice(1) : sample) yield* gathered.take(row, shape.value);
  return shape.value;
}

/** The points of one file so far. */
class Gathered {
  readonly file: string;
  line = 0;
  private values = 0;
  private isCut = false;
  private readonly mostValues: number;
  private readonly columns = new Map<number, MetricPoint[]>();

  constructor(file: string, mostValues: number) {
    this.file = file;
    this.mostValues = mostValues;
  }

  /** Rows as long as there is room for their values. */
  async *room(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) {
      this.isCut = this.values >= this.mostValues;
      if (this.isCut) return;
      yield row;
    }
  }

  *take({ cells, line }: Row, { time, values }: TableShape): Generator<MetricFileItem> {
    this.line = line;
    const written = cells[time] ?? '';
    const at = timeOfCell(written);
    if (at === undefined) {
      yield faultIn(this.file, `found ${shown(written)}, expected a time such as 2026-03-01T09:00:00Z`, line);
      return;
    }
    for (const { index, name } of values) {
      const value = valueOfCell(cells[index] ?? '');
      if (value === undefined) {
        const place = values.length > 1 ? ` in column ${shown(name)}` : '';
        yield faultIn(this.file, `found ${shown(cells[index] ?? '')}${place}, expected a number`, line);
      } else {
        this.values += 1;
        const points = this.columns.get(index);
        if (points) points.push({ at, value });
        else this.columns.set(index, [{ at, value }]);
      }
    }
  }

  *series({ values }: TableShape): Generator<MetricFileItem> {
    const reason = `found more than ${this.mostValues} values (limit), what follows is left out`;
    if (this.isCut) yield faultIn(this.file, reason, this.line + 1);
    for (const { index, name } of values) {
      const all = this.columns.get(index) ?? [];
      const points = inOrder(all);
      const path = values.length > 1 ? `${this.file}:${name}` : this.file;
      if (points.length === 0) yield faultIn(path, 'found no value, expected rows of times and values');
      else yield { type: 'series', series: { name: path, points, repeated: all.length - points.length } };
    }
  }
}

/** Sorted by time; of several points of one instant the last row counts. */
function inOrder(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const isSorted = points.every(({ at }, index) => index === 0 || at > (points[index - 1]?.at ?? 0));
  if (isSorted) return points;
  return [...new Map(points.map((point) => [point.at, point])).values()].sort((a, b) => a.at - b.at);
}

/** Not escaped: whoever prints it does that. */
const shown = (cell: string): string => (cell === '' ? 'nothing' : `"${cell.slice(0, 40)}"`);

async function* rowsOf(file: FoundFile, stdin: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const limits = READ_LIMITS;
  const bytes = unpack(fileBytes(file.path, stdin), limits, () => {}, unzstd);
  const { first, head } = await beginning(bytes);
  if (first.length === 0) return;
  const parser = parse({
    delimiter: delimiterOf(head.split(/\r?\n|\r/, 1)[0] ?? ''),
    ...{ bom: true, info: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
    max_record_size: MOST_ROW_BYTES,
  });
  const source = Readable.from(following(first, bytes));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.some((cell) => cell.trim() !== '')) yield { cells: record, line: info.lines };
    }
  } finally {
    // Whoever stops reading in the middle must not leave the file open.
    source.destroy();
  }
}

/** Damage ends the file, not the run, unless it is the system that fails on a file that was named. */
function whyNot(file: FoundFile, error: unknown): string {
  if (error instanceof PackedInputError) return error.message;
  const code = codeOf(error);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `found a row of more than ${MOST_ROW_BYTES} bytes (limit), expected a table`;
  if (code.startsWith('CSV_')) return `found what is no CSV from here on (${code}), expected rows of cells`;
  return whyUnreadable(file, error);
}
