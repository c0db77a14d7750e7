import { type EpochMs, parseTime } from './time.ts';

/** Where in the wrapping a value lies. `list` names the list whose element it is. */
export interface Place {
  readonly depth: number;
  readonly list?: string;
  readonly time?: EpochMs;
  /** Wrappings of no known kind around it. In them, what has a few fields of a record may be anything. */
  readonly unknown?: number;
  /** Set for what came out of packed data. */
  readonly isUnpacked?: true;
}

/** The carrier nearest to the record knows best. */
export function timed(place: Place, value: unknown): Place {
  const time = parseTime(value);
  return time === undefined ? place : { ...place, time };
}

/** What a carrier holds is not an element of the list that the carrier lies in. */
export const unlisted = ({ list: _, ...place }: Place): Place => place;

/** The time that a record takes where it has none itself. */
export const fallback = (place: Place) => (place.time === undefined ? {} : { fallbackTime: place.time });
