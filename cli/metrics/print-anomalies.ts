import type { Anomaly } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { isoFromMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { jsonLine, jsonText } from '../output/json.ts';
import { type Column, table } from '../output/table.ts';
import { chartOf } from './chart-of.ts';

/** What machines read of an anomaly. */
export interface AnomalyRow {
  readonly series: string;
  readonly start: string;
  /** `null` while it lasts. */
  readonly end: string | null;
  readonly peak: number | null;
  readonly expected: number | null;
  readonly score: number;
  readonly kind: Anomaly['kind'];
}

export interface AnomalyPrinter {
  readonly anomaly: (anomaly: Anomaly, points: readonly MetricPoint[]) => void;
  /** Must be called at the end, also when there was none. */
  readonly end: () => void;
}

/** Prints anomalies as `ndjson` at once, as `json` (one array) or `table` at the end. */
export function anomalyPrinter(
  format: string,
  { out, colours }: Pick<CliContext, 'out' | 'colours'>,
): AnomalyPrinter {
  const rows: (AnomalyRow & { readonly chart: string })[] = [];
  return {
    anomaly: (anomaly, points) => {
      if (format === 'ndjson') out.write(jsonLine(rowOf(anomaly)));
      else rows.push({ ...rowOf(anomaly), chart: format === 'table' ? chartOf(anomaly, points) : '' });
    },
    end: () => {
      if (format === 'json') out.write(jsonText(rows.map(({ chart: _, ...row }) => row)));
      if (format === 'table' && rows.length > 0)
        out.write(table(rows, COLUMNS, { colours, columns: out.columns() }));
    },
  };
}

function rowOf({ series, start, end, peak, expected, score, kind, isNewLevel }: Anomaly): AnomalyRow {
  return {
    series,
    start: isoFromMs(start),
    end: end === undefined ? null : isoFromMs(end),
    peak: finite(peak),
    expected: finite(expected),
    score,
    // What began as a point unlike itself and stayed is known for a shift now that all is read.
    kind: isNewLevel ? 'shift' : kind,
  };
}

/** What is missing has no value; JSON knows no other word for that. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const numberText = (value: number | null): string =>
  value === null ? '-' : String(Number(value.toPrecision(4)));

const COLUMNS: readonly Column<AnomalyRow & { readonly chart: string }>[] = [
  { title: 'SERIES', text: ({ series }) => series, shrinkTo: 20, cutAt: 'start' },
  { title: 'KIND', text: ({ kind }) => kind },
  { title: 'START', text: ({ start }) => start },
  { title: 'END', text: ({ end }) => end ?? 'lasts' },
  { title: 'PEAK', text: ({ peak }) => numberText(peak), align: 'right' },
  { title: 'EXPECTED', text: ({ expected }) => numberText(expected), align: 'right' },
  { title: 'SCORE', text: ({ score }) => score.toFixed(2), align: 'right', mayDrop: true },
  { title: 'CHART', text: ({ chart }) => chart, mayDrop: true },
];
