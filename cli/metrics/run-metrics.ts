import type { Command } from 'commander';
import type { ThresholdSettings, WatchSettings } from '#core/metrics/watch-settings';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { count, plural } from '../output/numbers.ts';
import { refuseReversed } from '../span-options.ts';
import { anomaliesOf } from './anomalies-of.ts';
import type { MetricsOptions } from './metrics-options.ts';
import { anomalyPrinter } from './print-anomalies.ts';
import { seriesFromAws } from './series-from-aws.ts';
import { seriesFromFiles } from './series-from-files.ts';
import type { SeriesSource } from './series-source.ts';

/** Judges series of files or of an account, and prints what is unusual. */
export async function runMetrics(
  paths: readonly string[],
  options: MetricsOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  checkOptions(paths, options, command);
  const source = options.aws ? await seriesFromAws(options, context) : seriesFromFiles(paths, context);
  const printer = anomalyPrinter(options.format, context);
  const settings = settingsOf(options);
  const tally = { series: 0, points: 0, unusual: 0, anomalies: 0, open: 0, short: 0 };
  for await (const { name, points, settings: own } of source.series) {
    const inSpan = points.filter(
      ({ at }) => at >= (options.since ?? at) && (options.until === undefined || at <= options.until),
    );
    const { anomalies, isTooShort } = anomaliesOf(name, inSpan, own ?? settings);
    for (const anomaly of anomalies) printer.anomaly(anomaly, inSpan);
    await context.out.flush();
    tally.series += 1;
    tally.points += inSpan.length;
    tally.unusual += Number(anomalies.length > 0);
    tally.anomalies += anomalies.length;
    tally.open += anomalies.filter(({ end }) => end === undefined).length;
    tally.short += Number(isTooShort);
  }
  printer.end();
  await context.out.flush();
  source.end();
  saySummary(tally, context);
  sayShort(tally, options, settings.thresholds.length > 0, context);
  const isFound =
    options.failOn === 'any' ? tally.anomalies > 0 : options.failOn === 'open' && tally.open > 0;
  if (isFound) context.exitWith(EXIT.found);
  else if (isPartial(source, tally.points, options)) context.exitWith(EXIT.partial);
}

/** A check that was asked for and saw nothing must not look passed. */
const isPartial = (source: SeriesSource, points: number, { failOn }: MetricsOptions): boolean =>
  source.faults() > 0 || (failOn !== undefined && points === 0);

function checkOptions(paths: readonly string[], options: MetricsOptions, command: Command): void {
  const { aws, config, region, since, until } = options;
  refuseReversed(command, { from: since, to: until }, ['--since', '--until']);
  if (aws && paths.length > 0) command.error('error: --aws reads CloudWatch: leave out the paths');
  if (!aws && paths.length === 0) command.error('error: name CSV files, or give --aws');
  if (!aws && (config !== undefined || region !== undefined))
    command.error('error: --config and --region go with --aws');
  checkLimits(options, command);
}

function checkLimits(options: MetricsOptions, command: Command): void {
  const { aws, above, below, baseline } = options;
  const hasLimit = above !== undefined || below !== undefined;
  if (aws && (hasLimit || !baseline))
    command.error('error: with --aws, thresholds and baselines come from the watches (--config)');
  if (above !== undefined && below !== undefined && below > above)
    command.error('error: --below is higher than --above: no value lies between them');
  if (options.for !== undefined && !hasLimit) command.error('error: --for goes with --above or --below');
  if (!baseline && !hasLimit)
    command.error('error: with --no-baseline and no --above or --below, nothing can be found');
}

function settingsOf(options: MetricsOptions): WatchSettings {
  const { above, below, baseline } = options;
  const { m, n } = options.for ?? { m: 1, n: 1 };
  const threshold: ThresholdSettings = {
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
    ...{ m, n, missing: 'ignore' as const },
  };
  return { thresholds: above === undefined && below === undefined ? [] : [threshold], baseline };
}

interface Tally {
  readonly series: number;
  readonly points: number;
  readonly unusual: number;
  readonly anomalies: number;
  readonly open: number;
  readonly short: number;
}

function saySummary(
  { series, points, unusual, anomalies, open }: Tally,
  { say, errColours }: CliContext,
): void {
  if (points === 0) {
    say(errColours.yellow('No value was found: nothing was judged.'));
    return;
  }
  const found =
    anomalies === 0
      ? 'Nothing unusual'
      : `${plural(anomalies, 'anomaly', 'anomalies')} in ${count(unusual)} of`;
  const lasting = open === 0 ? '' : `; ${count(open)} ${open === 1 ? 'lasts' : 'last'}`;
  const where =
    anomalies === 0 ? ` in ${plural(series, 'series', 'series')}` : ` ${plural(series, 'series', 'series')}`;
  say(`${found}${where}, ${plural(points, 'point')}${lasting}`);
}

/** "Nothing unusual" must not be read as a verdict on what was never compared with anything. */
function sayShort(
  { series, points, short }: Tally,
  { aws }: MetricsOptions,
  hasLimit: boolean,
  { say, errColours }: CliContext,
): void {
  if (short === 0 || points === 0) return;
  const verb = short === 1 ? 'has' : 'have';
  const advice = aws || hasLimit ? 'only thresholds judge that' : 'thresholds: --above, --below';
  const which = `${count(short)} of ${count(series)} series ${verb} less than a day, or fewer than 61 points`;
  say(errColours.yellow(`too short to learn from: ${which}; ${advice}`));
}
