import { batches, shuffled } from '../../support/dynamo-events.ts';
import type { Call } from './calls.ts';

/** Doors that events are pushed through: at most one round trip from the table. */
export const PUSHED = ['logs', 'objects', 'eventbridge'] as const;
export type PushedDoor = (typeof PUSHED)[number];

/** What goes through one door in one piece. */
export interface Parcel {
  readonly door: PushedDoor;
  readonly calls: readonly (Call | string)[];
}

/**
 * Every event through two doors, one in ten of them twice, one garbage in a hundred, all in no order. `garbage` is what gets as
 * far as us: the filter of a log group asks for fields, and a line that is no JSON has none.
 */
export function parcelsOf(
  events: readonly Call[],
  random: () => number,
): { readonly parcels: readonly Parcel[]; readonly garbage: number } {
  const byDoor: Record<PushedDoor, (Call | string)[]> = { logs: [], objects: [], eventbridge: [] };
  for (const event of events) {
    const spared = PUSHED[Math.floor(random() * PUSHED.length)];
    for (const door of PUSHED) if (door !== spared) byDoor[door].push(event);
    if (random() < TWICE) byDoor[spared === 'logs' ? 'objects' : 'logs'].push(event);
  }
  const garbage = Math.round(events.length * GARBAGE);
  let arriving = 0;
  for (let index = 0; index < garbage; index += 1) {
    const door = PUSHED[index % PUSHED.length] as PushedDoor;
    byDoor[door].push(garbageFor(door, index));
    if (door !== 'logs') arriving += 1;
  }
  const parcels = PUSHED.flatMap((door) =>
    batches(shuffled(byDoor[door], random), SIZE[door]).map((calls) => ({ door, calls })),
  );
  return { parcels: shuffled(parcels, random), garbage: arriving };
}

const TWICE = 0.1;
const GARBAGE = 0.01;
const SIZE: Readonly<Record<PushedDoor, number>> = { logs: 40, objects: 60, eventbridge: 10 };

/** What is no record, different each time. EventBridge takes JSON objects only, and a rule has to let it through. */
function garbageFor(door: PushedDoor, index: number): string {
  if (door === 'eventbridge') return JSON.stringify({ neither: 'here', nor: index });
  return door === 'logs'
    ? `{"eventName": "StopLogging", "cut": ${index}`
    : `{"eventName":,"broken":${index}}`;
}
