import { stringify } from 'csv-stringify/sync';
import { escapeForCsv } from '#core/escape';

/** Named values of one line, in the order in which they are printed. */
export type CsvRow = { readonly [column: string]: string | number | undefined };

const line = (values: readonly (string | number | undefined)[]): string =>
  stringify([values.map((value) => (typeof value === 'string' ? escapeForCsv(value) : value))]);

/** The header line (RFC 4180 quoting, line feed at the end). */
export const csvHeader = (columns: readonly string[]): string => line(columns);

/** One line. Texts that a spreadsheet would run as a formula begin with an apostrophe; control characters are escaped. */
export const csvLine = (columns: readonly string[], row: CsvRow): string =>
  line(columns.map((column) => row[column]));
