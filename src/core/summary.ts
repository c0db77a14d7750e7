import { cutText } from './cut.ts';
import type { WatchedEvent } from './event.ts';
import { fieldOf } from './fields.ts';
import type { RuleCard } from './match.ts';

const MAX_SUMMARY = 600;
const MAX_VALUE = 200;

/**
 * Says in one sentence what happened, from the rule's template or in general words.
 *
 * `{principal}` and `{requestParameters.name}` are replaced; what the event does not say reads `unknown`.
 */
export function summaryOf(rule: RuleCard, event: WatchedEvent): string {
  const template =
    rule.summary === '' ? `${rule.title}: {principal} called {eventName} from {sourceIp}` : rule.summary;
  const filled = template
    .slice(0, 2000)
    .replace(/\{([\w.:/@-]+)\}/g, (_, field: string) => shown(fieldOf(event, field)));
  return cutText(filled, MAX_SUMMARY);
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'unknown';
  if (Array.isArray(value)) return value.length === 0 ? 'unknown' : listed(value);
  if (typeof value === 'object') return 'unknown';
  return cutText(String(value), MAX_VALUE);
}

function listed(values: readonly unknown[]): string {
  const names = [...new Set(values.slice(0, 50).map(shown))];
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return cutText(names.slice(0, 3).join(', '), MAX_VALUE) + rest;
}
