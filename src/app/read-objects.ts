import type { EpochMs } from '#core/time';
import { type ObjectPlace, objectAddress } from '#ports/object-reader';
import { gate } from './gate.ts';
import { type ObjectDeps, type ObjectOutcome, readObject } from './read-object.ts';
import { addCounts, type TriageCounts } from './triage.ts';

/** A message of a queue and the objects that it names. */
export interface ObjectMessage {
  readonly id: string;
  readonly objects: readonly ObjectPlace[];
}

export interface ReadObjectsDeps extends ObjectDeps {
  /** Objects that are read at the same time. */
  readonly objectsAtOnce: number;
}

/** Until when work may go on. */
export interface WorkTime {
  /** No object is begun after this. */
  readonly begin: EpochMs;
  /** An object that is not read to its end by then is left for the next delivery. */
  readonly end: EpochMs;
}

/** What a batch of messages came to. */
export interface ReadObjectsReport {
  /** Messages to be delivered again, because at least one of their objects was not read to its end. */
  readonly failed: readonly string[];
  readonly counts: TriageCounts;
  /** Objects that were read to their end. */
  readonly objects: number;
}

/**
 * Reads the objects that messages name, and has the records in them triaged; what is not understood goes to quarantine.
 *
 * A message succeeds when everything in all its objects is stored, one way or the other. One that fails stops no other; it
 * may be delivered again and changes nothing that was already counted. An object that several messages name is read
 * once. Never rejects.
 */
export async function readObjects(
  messages: readonly ObjectMessage[],
  time: WorkTime,
  deps: ReadObjectsDeps,
): Promise<ReadObjectsReport> {
  const enter = gate(deps.objectsAtOnce);
  const outcomes = new Map<string, Promise<ObjectOutcome>>();
  const outcomeOf = (place: ObjectPlace): Promise<ObjectOutcome> => {
    // Not the address that people read: a key may look like one with a version.
    const identity = JSON.stringify([place.bucket, place.key, place.versionId]);
    const outcome = outcomes.get(identity) ?? enter(() => attempt(place, time, deps));
    outcomes.set(identity, outcome);
    return outcome;
  };
  const ended = await Promise.all(
    messages.map(async ({ id, objects }) => {
      const all = await Promise.all(objects.map(outcomeOf));
      return all.every(({ isDone }) => isDone) ? [] : [id];
    }),
  );
  const all = await Promise.all(outcomes.values());
  return {
    failed: ended.flat(),
    counts: addCounts(...all.map(({ counts }) => counts)),
    objects: all.filter(({ isDone }) => isDone).length,
  };
}

async function attempt(place: ObjectPlace, time: WorkTime, deps: ReadObjectsDeps): Promise<ObjectOutcome> {
  const began = deps.clock.now();
  const object = objectAddress(place);
  if (began >= time.begin) {
    deps.log.info('no time left for an object; its message goes back to the queue', { object });
    return { isDone: false, counts: addCounts() };
  }
  try {
    const outcome = await readObject(place, time.end, deps);
    deps.log.debug('object read', { object, ms: deps.clock.now() - began, ...outcome.counts });
    return outcome;
  } catch (error) {
    // Whatever it was, the other objects of the batch must not suffer from it.
    deps.log.error(
      'an object was not read to its end; its message goes back to the queue',
      { object },
      error,
    );
    return { isDone: false, counts: addCounts() };
  }
}
