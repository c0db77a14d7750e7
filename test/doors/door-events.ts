import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readLogFiles } from '#adapters/local/log-files';
import { story } from '#adapters/local/story/story';
import type { CarriedRecord } from '#adapters/local/subscription-payload';
import { epochMs } from '#core/time';
import { sampleRecord } from '../support/shapes.ts';

/** When everything arrives, for every door: after the made-up day, before the events that claim to be of the future. */
export const NOW = epochMs(Date.UTC(2026, 2, 18, 12));
/** What every carrier says of the events that have no time themselves. */
export const CARRIED_AT = epochMs(Date.UTC(2026, 2, 18, 9, 30));

const DATA = resolve('../shared/data');
/** Whether the public recordings lie beside the repository. */
export const hasPublicData = existsSync(DATA);

/** A made-up day with an intrusion in it, and events that leave out or distort what identity and windows go by. */
export const storyEvents = async (): Promise<readonly CarriedRecord[]> => [
  ...story().map((record) => ({ record })),
  ...oddEvents(),
];

/** Events of real intrusions: of every technique, and of a mixed stream. */
export async function publicEvents(): Promise<readonly CarriedRecord[]> {
  const events: CarriedRecord[] = [];
  for await (const items of readLogFiles([`${DATA}/stratus`, `${DATA}/invictus`])) {
    for (const item of items) if (item.type === 'record') events.push({ record: item.record });
  }
  return events;
}

/** Serious calls without a time, from the future, without an id, with an id that others have too, re-dated on the way. */
export function oddEvents(): readonly CarriedRecord[] {
  const odd = (name: string, changes: object = {}) =>
    sampleRecord({ requestParameters: { name }, ...changes });
  const { eventTime: _time, ...timeless } = odd('timeless');
  const { eventID: _id, ...nameless } = odd('nameless');
  const { eventTime: _none, eventID: _neither, ...bare } = odd('bare');
  const same = '11111111-1111-1111-1111-111111111111';
  return [
    { record: { ...timeless, eventID: id(1) }, fallbackTime: CARRIED_AT },
    { record: { ...timeless, eventID: id(2), eventTime: 'yesterday' }, fallbackTime: CARRIED_AT },
    { record: bare, fallbackTime: CARRIED_AT },
    { record: odd('soon', { eventID: id(3), eventTime: '2026-03-18T12:05:00Z' }) },
    { record: odd('ahead', { eventID: id(4), eventTime: '2026-03-18T14:00:00Z' }) },
    { record: odd('far ahead', { eventID: id(5), eventTime: '2031-01-01T00:00:00Z' }) },
    { record: nameless },
    { record: { ...nameless, sourceIPAddress: '192.0.2.77' } },
    { record: odd('first of a pair', { eventID: same }) },
    { record: odd('second of a pair', { eventID: same }) },
    { record: odd('no real id', { eventID: 'n/a' }) },
    { record: odd('twice', { eventID: id(6) }) },
    { record: odd('twice', { eventID: id(6), eventTime: '2026-03-01T09:00:00.250Z' }) },
  ];
}

const id = (n: number): string => `0dd00000-0000-4000-8000-${String(n).padStart(12, '0')}`;
