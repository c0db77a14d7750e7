import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cloudWatchClient, cloudWatchMetrics, taggingClient } from '#adapters/aws/cloudwatch-metrics';
import { codeOf, unreadable } from '#adapters/local/find-files';
import { lookAtAccount } from '#app/metrics/look-at-account';
import { type MetricWatchConfig, readMetricWatches } from '#config/metric-watch';
import { readYaml } from '#config/yaml-places';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import { epochMs } from '#core/time';
import type { Log } from '#ports/log';
import { AdvisedError } from '../advised-error.ts';
import { withAwsHint } from '../aws-hint.ts';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';
import { commandLog } from '../pipeline/command-log.ts';
import type { MetricsOptions } from './metrics-options.ts';
import type { SeriesSource, SourceSeries } from './series-source.ts';

const DAY_MS = 86_400_000;
/** Of one metric that is asked for with GetMetricData; see docs/guides/metrics.md. */
const DOLLARS_EACH = 0.01 / 1_000;

/**
 * Reads the watched metrics of an account. Throws `TH_SETTINGS_REFUSED` for watches that are wrong; going through the
 * series throws `TH_METRICS_READ` when none of them can be listed.
 */
export async function seriesFromAws(options: MetricsOptions, context: CliContext): Promise<SeriesSource> {
  const config = await watchesOf(options.config, context);
  const now = context.io.clock.now();
  const span = {
    from: options.since ?? epochMs(now - config.lookBackDays * DAY_MS),
    to: options.until ?? now,
    now,
  };
  const where = options.region === undefined ? {} : { region: options.region };
  if (span.from >= span.to) throw new TrailhoundError('TH_USAGE', '--since lies in the future');
  const reader = cloudWatchMetrics({ cloudWatch: cloudWatchClient(where), tagging: taggingClient(where) });
  let faults = 0;
  let asked = 0;
  async function* series(): AsyncGenerator<SourceSeries> {
    const log = commandLog(context);
    const troubles: Parameters<Log['error']>[] = [];
    const deps = {
      reader,
      log: { ...log, error: (...told: Parameters<Log['error']>) => troubles.push(told) },
    };
    const looked = lookAtAccount(config.watches, config.maxSeries, span, deps, ({ found, failed }) => {
      // What keeps all of them from being listed is said once.
      if (failed.length === config.watches.length) throw troubles[0]?.[2];
      for (const told of troubles) log.error(...told);
      asked = found.length;
      faults += failed.length;
    });
    try {
      for await (const { target, points, problem } of looked) {
        const { name } = target.series;
        if (problem !== undefined) {
          faults += 1;
          const text = `${escapeForTerminal(name)}: not read whole (${escapeForTerminal(problem)})`;
          context.say(context.errColours.yellow(text));
        }
        yield { name, points, settings: target.watch };
      }
    } catch (error) {
      throw withAwsHint(error);
    }
  }
  return {
    series: series(),
    faults: () => faults,
    end: () => {
      const dollars = (asked * DOLLARS_EACH).toFixed(5);
      context.say(`${plural(asked, 'metric')} asked for; CloudWatch charges about $${dollars} for that.`);
    },
  };
}

async function watchesOf(path: string | undefined, { io }: CliContext): Promise<MetricWatchConfig> {
  const value = path === undefined ? true : await fileOf(path, io.cwd);
  const config = readMetricWatches(value);
  if (config.ok) return config.value;
  const lines = config.error.map((line) => escapeForTerminal(line));
  throw new AdvisedError('TH_SETTINGS_REFUSED', `${path ?? ''}: the watches are wrong\n${lines.join('\n')}`);
}

/** The watches alone, or a whole `trailhound.yml` with them under `metrics`. */
async function fileOf(path: string, cwd: string): Promise<unknown> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((error: unknown) => {
    throw unreadable(path, codeOf(error));
  });
  const read = readYaml(text);
  if (!read.ok) {
    const lines = read.error.map(({ at, text: problem }) => `${path}:${at.line}: ${problem}`);
    throw new AdvisedError('TH_SETTINGS_REFUSED', lines.join('\n'));
  }
  const value = read.value.value;
  const isWhole = typeof value === 'object' && value !== null && 'metrics' in value;
  const metrics: unknown = isWhole ? value.metrics : value;
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics)) return metrics;
  const { everyMinutes: _, ...watch } = metrics as Readonly<Record<string, unknown>>;
  return watch;
}
