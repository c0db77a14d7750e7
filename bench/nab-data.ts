import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MetricPoint } from '#core/metrics/metric-point';
import { type EpochMs, epochMs, parseTime } from '#core/time';

/** Where the series lie; they are read there and never copied. */
export const DATA = resolve(import.meta.dirname, '../../shared/data');

/** First and last instant of a labelled anomaly, both included. */
export type Span = readonly [from: EpochMs, to: EpochMs];

/** One labelled series. */
export interface LabelledSeries {
  readonly set: 'nab' | 'cloud-monitoring';
  readonly name: string;
  readonly points: readonly MetricPoint[];
  readonly windows: readonly Span[];
}

/** Reads the series of both sets, by name in each. */
export function readSeries(): readonly LabelledSeries[] {
  return [...readNab(), ...readCloudMonitoring()];
}

function readNab(): readonly LabelledSeries[] {
  const labels = JSON.parse(readFileSync(join(DATA, 'nab/labels.json'), 'utf8')) as Record<
    string,
    { readonly windows: readonly (readonly [string, string])[] }
  >;
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { windows }]) => ({
      set: 'nab' as const,
      name,
      points: pointsOf(join(DATA, 'nab/data', name)),
      windows: windows.map(([from, to]): Span => [instant(from), instant(to)]),
    }));
}

function readCloudMonitoring(): readonly LabelledSeries[] {
  const segments = readFileSync(join(DATA, 'cloud-monitoring/segments.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const named = new Map<string, Span[]>();
  for (const line of segments) {
    const [name = '', from = '', to = ''] = line.trim().split(',');
    named.set(name, [...(named.get(name) ?? []), [instant(from), instant(to)]]);
  }
  return cloudNames().map((name) => ({
    set: 'cloud-monitoring' as const,
    name,
    points: pointsOf(join(DATA, 'cloud-monitoring/data', name)),
    windows: named.get(name) ?? [],
  }));
}

function cloudNames(): readonly string[] {
  const root = join(DATA, 'cloud-monitoring/data');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.csv'))
    .sort();
}

function pointsOf(path: string): readonly MetricPoint[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(1);
  return lines.flatMap((line) => {
    const [time = '', value = ''] = line.replaceAll('"', '').trim().split(',');
    const at = parseTime(time);
    const number = value.trim() === '' ? null : Number(value);
    return at === undefined ? [] : [{ at, value: number }];
  });
}

function instant(text: string): EpochMs {
  const at = parseTime(text);
  if (at === undefined) throw new Error(`not a time: ${text}`);
  return epochMs(at);
}
