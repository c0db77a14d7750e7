import { cutText } from '#core/cut';
import type { WatchedEvent } from '#core/event';
import { evidenceOf, type Moment } from '#core/evidence';
import { fieldOf } from '#core/fields';
import type { Evidence } from '#core/finding';
import { type EpochMs, epochMs } from '#core/time';
import { gate } from '../gate.ts';
import { type CellDeps, readCell } from '../versioned-cell.ts';

/** An event as it is kept until the ones after it have come: what a finding shows of it. */
interface KeptEvent {
  readonly at: EpochMs;
  readonly timeNote: WatchedEvent['timeNote'];
  readonly claimedAt?: EpochMs;
  readonly evidence: Evidence;
  /** What summaries ask for, by dotted name. */
  readonly shown: Readonly<Record<string, unknown>>;
}

const AT_ONCE = 16;
const MOST_SHOWN = 256;
/** Of all that summaries show of an event, as JSON: lists of lists could be longer than an item of the table. */
const MOST_SHOWN_JSON = 50_000;

const cellKey = (key: string): string => `correlated-${key}#event`;

/** Keeps events, each once. */
export async function keepEvents(
  events: Iterable<WatchedEvent>,
  shownFields: readonly string[],
  keptMs: number,
  deps: CellDeps,
): Promise<void> {
  const room = gate(AT_ONCE);
  const expiresAt = epochMs(deps.clock.now() + keptMs);
  // Refused where it is kept already: the first word on an event counts.
  const keep = (event: WatchedEvent): Promise<boolean> => {
    const json = JSON.stringify(keptOf(event, shownFields));
    return deps.state.write(cellKey(event.key), { json }, undefined, expiresAt);
  };
  await Promise.all([...events].map((event) => room(() => keep(event))));
}

/** Gives back those of the events that are kept. */
export async function recallEvents(
  keys: readonly string[],
  deps: CellDeps,
): Promise<ReadonlyMap<string, WatchedEvent>> {
  const room = gate(AT_ONCE);
  const recall = async (key: string): Promise<readonly [string, WatchedEvent][]> => {
    const { value } = await readCell<KeptEvent>(cellKey(key), deps);
    return value ? [[key, eventOf(key, value)]] : [];
  };
  return new Map((await Promise.all(keys.map((key) => room(() => recall(key))))).flat());
}

function keptOf(event: WatchedEvent, fields: readonly string[]): KeptEvent {
  const { at, timeNote, claimedAt } = event;
  let left = MOST_SHOWN_JSON;
  const shown = fields.flatMap((field): [string, unknown][] => {
    const value = shortened(fieldOf(event, field));
    left -= JSON.stringify(value)?.length ?? 0;
    return value === undefined || left < 0 ? [] : [[field, value]];
  });
  return {
    ...{ at, timeNote, evidence: evidenceOf(event), shown: Object.fromEntries(shown) },
    ...(claimedAt === undefined ? {} : { claimedAt }),
  };
}

/** Summaries cut what they show, and show no objects. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value, MOST_SHOWN);
  if (Array.isArray(value)) return value.slice(0, 50).map(shortened);
  return typeof value === 'object' && value !== null ? {} : value;
}

function eventOf(key: string, { at, timeNote, claimedAt, evidence, shown }: KeptEvent): WatchedEvent {
  const { eventId, eventSource, eventName, accountId, region, principal, sourceIp, userAgent, errorCode } =
    evidence;
  return {
    ...{ record: shown, key, eventId, timeNote, eventSource, eventName, accountId, region, principal },
    ...{ sourceIp, userAgent, errorCode, evidence, origin: 'kept' },
    at: epochMs(at),
    ...(claimedAt === undefined ? {} : { claimedAt: epochMs(claimedAt) }),
  };
}

const UNKNOWN = {
  ...{ eventSource: '', eventName: '', accountId: '', region: '', principal: '', sourceIp: '' },
  ...{ userAgent: '', errorCode: '', record: {}, origin: 'kept' },
} as const;

/** An event of which only the place in time is needed, or known any more. */
export const bareEvent = ({ key, at }: Moment): WatchedEvent => ({
  ...UNKNOWN,
  ...{ key, at, eventId: key, timeNote: 'ok' },
});
