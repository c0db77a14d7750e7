import type { WatchedEvent } from '#core/event';

/** Whom an event is about; `''` where that is not known, or not the same of several events. */
export type EventOwner = Pick<WatchedEvent, 'accountId' | 'principal'>;

/** Remembers whom events are about. */
export interface EventOwners {
  readonly note: (event: WatchedEvent) => void;
  /** What events, named as people call them, agree on. */
  readonly agreed: (eventIds: readonly string[]) => EventOwner;
}

const UNKNOWN: EventOwner = { accountId: '', principal: '' };

/** Starts with no events. It keeps a reference for each: owners are few. */
export function eventOwners(): EventOwners {
  const known = new Map<string, EventOwner>();
  const byEvent = new Map<string, EventOwner>();
  return {
    note: ({ eventId, accountId, principal }) => {
      const name = JSON.stringify([accountId, principal]);
      const owner = known.get(name) ?? { accountId, principal };
      known.set(name, owner);
      const other = byEvent.get(eventId);
      byEvent.set(eventId, other ? common(other, owner) : owner);
    },
    agreed: (eventIds) => [...new Set(eventIds.map((id) => byEvent.get(id) ?? UNKNOWN))].reduce(common),
  };
}

const common = (a: EventOwner, b: EventOwner): EventOwner =>
  a === b
    ? a
    : {
        accountId: a.accountId === b.accountId ? a.accountId : '',
        principal: a.principal === b.principal ? a.principal : '',
      };
