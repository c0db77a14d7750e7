// How many labelled anomalies are found, how many false alarms are raised, beside two plain detectors?
// `node --import tsx bench/metrics.ts` prints the figures; `--series` those of each series; `--page` writes docs/benchmarks/metrics.md.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tally } from './metrics-count.ts';
import { findOurs } from './metrics-judge.ts';
import { metricsPage, reportOn, setTable } from './metrics-page.ts';
import { type LabelledSeries, readSeries } from './nab-data.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/metrics.md', import.meta.url));
const { values } = parseArgs({
  options: { page: { type: 'boolean', default: false }, series: { type: 'boolean', default: false } },
});

const series = readSeries();
const numbers = new Map(series.map((each, index) => [each, index + 1]));
const nab = series.filter(({ set }) => set === 'nab');
const groups = [
  ['NAB: CloudWatch metrics', nab.filter(({ name }) => name.startsWith('realAWSCloudwatch/'))],
  ['NAB: all', nab],
  ['cloud-monitoring', series.filter(({ set }) => set === 'cloud-monitoring')],
] as const;

/** Speed by the time of the processor, so that what else the machine does matters little. */
function speedOf(all: readonly LabelledSeries[]): string {
  const points = all.reduce((sum, each) => sum + each.points.length, 0);
  const before = process.cpuUsage();
  for (const each of all) findOurs(each);
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round(points / ((user + system) / 1_000_000) / 1000) * 1000;
  return `${points.toLocaleString('en')} points of ${all.length} series: ${perSecond.toLocaleString('en')} points a second of CPU time, on Node ${process.versions.node}.`;
}

const tables = groups.map(([title, members]) => setTable(reportOn(title, members), numbers));
const speed = speedOf(series);
console.log(`${tables.join('\n\n')}\n\n${speed}`);
for (const each of values.series ? series : []) {
  const { windows, found, falseAlarms } = tally([findOurs(each)]);
  console.log(`${each.name.padEnd(62)} found ${found} of ${windows}, false ${falseAlarms}`);
}
if (values.page) await writeFile(PAGE, metricsPage(tables, speed));
