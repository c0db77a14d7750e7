import { fail, ok, type Result } from '#core/result';
import { timeOfCell, valueOfCell } from './metric-files-cells.ts';

/** Rows that are looked at before columns are told apart. */
export const SAMPLE_ROWS = 25;

const TIME_NAME = /^(?:@?time_?stamps?|@?time|date|date_?time|ts|start_?time|period_?start|t)$/i;
const VALUE_NAME = /^values?$/i;
/** What says of a row whether somebody found it unusual: no measurement. */
const LABEL_NAME = /^(?:label|labels|(?:is_?)?anomal(?:y|ies|ous)|anomaly_?score|ground_?truth)$/i;

/** One column that holds values. */
export interface ValueColumn {
  readonly index: number;
  /** As the header says it; `column 2` without one. */
  readonly name: string;
}

export interface TableShape {
  readonly time: number;
  readonly values: readonly ValueColumn[];
  readonly hasHeader: boolean;
}

/**
 * Tells from the first rows which columns hold time and values.
 *
 * With a header: time by its name, or else by what is in it; a column called `value` alone, or else every column of
 * numbers but labels. Without one: by what is in them. Fails with what was found and what is expected.
 */
export function shapeOf(rows: readonly (readonly string[])[]): Result<TableShape, string> {
  const [first] = rows;
  if (!first) return fail('found no row, expected a header and rows of times and values');
  const hasHeader = !first.some((cell) => timeOfCell(cell) !== undefined);
  const body = hasHeader ? rows.slice(1) : rows;
  const names = first.map((cell, index) => (hasHeader ? cell.trim() : `column ${index + 1}`));
  const time = timeColumn(names, body, hasHeader);
  if (time === undefined) {
    const found = names.slice(0, 8).map((name) => `"${name.slice(0, 40)}"`);
    return fail(`found no column of times among ${found.join(', ')}, expected one called timestamp or time`);
  }
  const values = valueColumns(names, body, time);
  if (values.length === 0)
    return fail('found no column of numbers beside the time, expected one called value');
  return ok({ time, values: distinctly(values), hasHeader });
}

/** Of columns of one name the second and further ones are called by their place too: a series has a name of its own. */
function distinctly(columns: readonly ValueColumn[]): readonly ValueColumn[] {
  const first = new Map([...columns].reverse().map(({ index, name }) => [name, index]));
  return columns.map(({ index, name }) =>
    first.get(name) === index ? { index, name } : { index, name: `${name} (column ${index + 1})` },
  );
}

function timeColumn(
  names: readonly string[],
  body: readonly (readonly string[])[],
  hasHeader: boolean,
): number | undefined {
  const named = hasHeader ? names.findIndex((name) => TIME_NAME.test(name)) : -1;
  if (named >= 0) return named;
  const holdsTimes = (index: number): boolean =>
    body.length > 0 && body.every((row) => timeOfCell(row[index] ?? '') !== undefined);
  const found = names.findIndex((_, index) => holdsTimes(index));
  return found >= 0 ? found : undefined;
}

function valueColumns(
  names: readonly string[],
  body: readonly (readonly string[])[],
  time: number,
): readonly ValueColumn[] {
  const columns = names.map((name, index) => ({ index, name })).filter(({ index }) => index !== time);
  const called = columns.filter(({ name }) => VALUE_NAME.test(name));
  if (called.length > 0) return called;
  const cells = (index: number) => body.map((row) => valueOfCell(row[index] ?? ''));
  const holdsNumbers = ({ index }: ValueColumn): boolean => {
    const found = cells(index);
    const numbers = found.filter((value) => typeof value === 'number').length;
    return numbers > 0 && numbers >= found.filter((value) => value === undefined).length;
  };
  const numeric = columns.filter(({ name }) => !LABEL_NAME.test(name)).filter(holdsNumbers);
  // A file of gaps alone still has its one column.
  const [only] = columns;
  const isGaps = only && columns.length === 1 && cells(only.index).every((value) => value === null);
  return numeric.length === 0 && isGaps ? [only] : numeric;
}

/** The character that parts the cells of a line: the most frequent of comma, semicolon and tab outside of quotes. */
export function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, times: bare.split(mark).length }));
  return counts.reduce((most, one) => (one.times > most.times ? one : most)).mark;
}
