import { isObject } from '#core/field-text';
import { readMetricWatches } from '../metric-watch.ts';
import type { Path, Problem } from './problems.ts';

/** Judges what no single field of application logs, metrics, intake and search shows. */
export function telemetryProblems(input: unknown): readonly Problem[] {
  if (!isObject(input)) return [];
  return [
    ...emptyLogs(input['applicationLogs']),
    ...metricProblems(input['metrics']),
    ...searchProblems(input['search']),
  ];
}

function emptyLogs(given: unknown): readonly Problem[] {
  if (!isObject(given)) return [];
  const named = ['groups', 'prefixes', 'tags'].some((key) => {
    const value = given[key];
    return value !== undefined && Object.keys(Object(value)).length > 0;
  });
  if (named) return [];
  const text = 'found no log group to watch, expected at least one of groups, prefixes, tags';
  return [{ path: ['applicationLogs'], text }];
}

/** Watches are judged by the code that functions read them with. Its lines begin with the path. */
function metricProblems(given: unknown): readonly Problem[] {
  if (!isObject(given)) return [];
  const { everyMinutes: _, ...watch } = given;
  const read = readMetricWatches(watch);
  if (read.ok) return [];
  return read.error.map((line) => {
    const [, path = 'metrics', text = line] = /^(metrics[\w.[\]-]*): (.*)$/s.exec(line) ?? [];
    return { path: pathOf(path), text };
  });
}

/** `metrics.watches[0].names` as keys and indexes. */
const pathOf = (path: string): Path =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

function searchProblems(given: unknown): readonly Problem[] {
  if (!isObject(given)) return [];
  const needs = given['auth'] === 'basic' ? 'secretArn' : 'resourceArn';
  if (given[needs] !== undefined) return [];
  return [
    {
      path: ['search'],
      text: `found no ${needs}, expected one with auth: ${String(given['auth'] ?? 'iam')}`,
    },
  ];
}
