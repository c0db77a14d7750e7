import { LOG_CARDS, LOG_ERROR } from '#app/logs/cards';
import { metricCard } from '#app/metrics/cards';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import { BUILT_IN_WATCHES } from '#config/metric-watch-built-in';
import type { AnomalyKind } from '#core/metrics/anomaly';
import type { ThresholdSettings } from '#core/metrics/watch-settings';
import type { MetricWatch } from '#ports/metric-reader';
import { heading, markdownTable } from './markdown.ts';

/** Kinds of findings that are code and not Sigma: of application logs, and of metrics with the built-in watches. */
export function ownRulesPage(): string {
  const { levels, kinds } = APP_LOG_DEFAULTS.severities;
  const said = Object.entries({ ...levels, ...kinds }).map(([name, severity]) => `${name} ${severity}`);
  return [
    heading(
      'Kinds of findings that come without a rule file',
      'They are code, and not Sigma: suppressions name them by their ids, and `by-rule` of the findings table finds them. Severities are those of the defaults.',
    ),
    '## Application logs',
    'Settings: `applicationLogs` in [trailhound.yml](trailhound-yml.md); guide: [application logs](../guides/application-logs.md).',
    markdownTable(
      ['Id', 'Title', 'Severity', 'What raises it', 'One finding for'],
      LOG_CARDS.map(({ ruleId, title, severity, description, windowMinutes }) => [
        `\`${ruleId}\``,
        title,
        ruleId === LOG_ERROR ? 'by level and kind, see below' : severity,
        description,
        windowMinutes === 0 ? 'a kind, for all time' : `a kind and ${windowMinutes} minutes`,
      ]),
    ),
    `Severities of \`${LOG_ERROR}\`, where a kind wins over the level: ${said.join(', ')}.`,
    '## Metrics',
    'Settings: `metrics` in [trailhound.yml](trailhound-yml.md); guide: [metrics](../guides/metrics.md). There is one finding for each episode of each series, with the title and the severity of its watch. It closes by itself.',
    markdownTable(['Id', 'Title ends with', 'What raises it', 'Harmless causes'], metricRows()),
    '### Built-in watches',
    markdownTable(
      ['Watch', 'Title', 'Metrics', 'Points', 'Limits', 'Compared with its past', 'Severity'],
      BUILT_IN_WATCHES.map(watchRow),
    ),
    '',
  ].join('\n\n');
}

const METRIC_KINDS: readonly AnomalyKind[] = ['threshold', 'seasonal', 'shift', 'missing'];

function metricRows(): readonly (readonly string[])[] {
  const watch = { title: '', severity: 'medium', why: '', runbook: [] } as const;
  return METRIC_KINDS.map((kind) => {
    const { ruleId, title, description, falsePositives } = metricCard(kind, watch);
    return [`\`${ruleId}\``, title.replace(': ', ''), description, falsePositives.join(' ')];
  });
}

function watchRow(watch: MetricWatch): readonly string[] {
  const { id, title, namespace, names, statistic, periodSeconds, thresholds, baseline, severity } = watch;
  return [
    `\`${id}\``,
    title,
    `${namespace}: ${names?.join(', ') ?? 'all'}`,
    `${statistic} of ${periodSeconds / 60} minutes`,
    thresholds.map(limit).join('; ') || '–',
    baseline ? 'yes' : 'no',
    severity,
  ];
}

function limit({ above, below, m, n, clear }: ThresholdSettings): string {
  const sides = [
    above === undefined ? [] : [`above ${above}`],
    below === undefined ? [] : [`below ${below}`],
  ];
  const over = clear === undefined ? '' : `, over at ${clear}`;
  return `${sides.flat().join(' or ')} in ${m} of ${n}${over}`;
}
