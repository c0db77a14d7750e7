import type { WatchedEvent } from './event.ts';

/** Names that rules use for what every event says, whatever the record calls it. */
const EVENT_FIELDS = new Set([
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'userAgent',
  'eventSource',
  'eventName',
  'errorCode',
  'eventId',
]);

/**
 * Reads a field that a rule names: `principal` and the like from the event, anything else as a dotted path into the
 * record (`requestParameters.name`). A list on the way gives the list of its items' values.
 *
 * `undefined` where there is no such field. Own properties only, so `constructor` is nothing special.
 */
export function fieldOf(event: WatchedEvent, field: string): unknown {
  if (EVENT_FIELDS.has(field)) return event[field as keyof WatchedEvent];
  return valueAt(event.record, field.split('.'));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === undefined || value === null) return value;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(name)) return valueAt(value[Number(name)], rest);
    const found = value.map((item) => valueAt(item, path)).filter((item) => item !== undefined);
    return found.length === 0 ? undefined : found;
  }
  if (typeof value !== 'object') return undefined;
  if (Object.hasOwn(value, name)) return valueAt((value as Record<string, unknown>)[name], rest);
  // Some records have dots inside names (`ec2.amazonaws.com`): the whole rest may be one name.
  const whole = path.join('.');
  return Object.hasOwn(value, whole) ? (value as Record<string, unknown>)[whole] : undefined;
}
