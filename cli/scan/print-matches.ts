import type { CorrelationHit } from '#app/scan-correlations';
import type { Match } from '#core/match';
import { isSeverity } from '#core/severity';
import type { CliContext } from '../context.ts';
import { bySeverity } from '../output/colours.ts';
import { rowWriter } from '../output/rows.ts';
import { shortPrincipal } from '../output/short-principal.ts';
import { type Column, table } from '../output/table.ts';
import { correlationColumns } from './correlation-columns.ts';
import {
  type CorrelationRow,
  correlationCells,
  correlationRow,
  type MatchRow,
  matchRow,
  ROW_KEYS,
  type ScanRow,
} from './match-rows.ts';

/** Prints matches while they are found. */
export interface MatchPrinter {
  readonly match: (match: Match, file: string) => void;
  readonly correlation: (hit: CorrelationHit) => void;
  /** Must be called at the end. */
  readonly end: () => void;
}

/** Rows that a table is laid out for at a time: memory must not grow with the number of matches. */
const TABLE_ROWS = 500;

/**
 * Begins to print matches as `table`, `json`, `ndjson` or `csv`. A table has those of correlations under those of events, with
 * columns of their own; CSV has the columns of both.
 */
export function printMatches(format: string, context: CliContext): MatchPrinter {
  if (format !== 'table') {
    const writer = rowWriter<ScanRow>(format, ROW_KEYS, context.out, { whole: true });
    return {
      match: (match, file) => writer.row(matchRow(match, file)),
      correlation: (hit) => writer.row(format === 'csv' ? correlationCells(hit) : correlationRow(hit)),
      end: writer.end,
    };
  }
  const matches = tableInPieces<MatchRow>(columns(context), context);
  const correlations = tableInPieces<CorrelationRow>(correlationColumns(context), context);
  return {
    match: (match, file) => matches.row(matchRow(match, file)),
    correlation: (hit) => correlations.row(correlationRow(hit)),
    end: () => {
      matches.end();
      correlations.end();
    },
  };
}

function tableInPieces<T>(
  shape: readonly Column<T>[],
  { out, colours }: CliContext,
): { readonly row: (row: T) => void; readonly end: () => void } {
  let rows: T[] = [];
  const draw = (): void => {
    if (rows.length > 0) out.write(table(rows, shape, { colours, columns: out.columns() }));
    rows = [];
  };
  return {
    row: (row) => {
      rows.push(row);
      if (rows.length >= TABLE_ROWS) draw();
    },
    end: draw,
  };
}

const columns = ({ colours }: CliContext): readonly Column<MatchRow>[] => [
  {
    title: 'SEVERITY',
    text: (row) => row.severity,
    paint: (text, { severity }) => (isSeverity(severity) ? bySeverity(colours, severity, text) : text),
  },
  { title: 'TIME', text: (row) => row.eventTime.replace('T', ' ').replace('Z', '') },
  { title: 'RULE', text: (row) => row.ruleTitle, shrinkTo: 20 },
  { title: 'EVENT', text: (row) => row.eventName, shrinkTo: 12, mayDrop: true },
  { title: 'WHO', text: (row) => shortPrincipal(row.principal), shrinkTo: 16 },
  { title: 'FROM', text: (row) => row.sourceIp, shrinkTo: 9, mayDrop: true },
  { title: 'REGION', text: (row) => row.region, shrinkTo: 9, mayDrop: true },
  { title: 'FILE', text: (row) => row.file, shrinkTo: 12, cutAt: 'start', mayDrop: true },
];
