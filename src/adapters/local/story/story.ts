import type { CloudTrailRecord } from '#core/event';
import { dayOf, type EpochMs, epochMs, parseTime } from '#core/time';
import type { ActName } from './acts.ts';
import { ATTACK, ATTACK_START_SECOND, ROOT_MINUTE } from './attack.ts';
import { type Company, inventCompany } from './company.ts';
import { type Intruder, inventIntruder } from './intruder.ts';
import { ordinaryDay } from './ordinary.ts';
import { type Random, seededRandom } from './random.ts';
import { repair } from './repair.ts';
import { openScene } from './scene.ts';

/** What may differ between tellings; every combination always gives the same records. */
export interface StoryOptions {
  /** @default 1 */
  readonly seed?: number;
  /** The day, UTC, as `2026-03-17`. @default '2026-03-17' */
  readonly day?: string;
  /** @default '123456789012' */
  readonly accountId?: string;
  /** How many records there should be, attack included; up to 60 more may come. @default 2000 */
  readonly targetEvents?: number;
}

/** Which act of the attack a record belongs to. */
export interface AttackNote {
  readonly eventID: string;
  readonly act: ActName;
}

/** The records as a trail delivers them, and beside them what the attack was. */
export interface Story {
  readonly records: readonly CloudTrailRecord[];
  readonly attack: readonly AttackNote[];
}

const DEFAULT_DAY = '2026-03-17';
const DAY_MS = 86_400_000;
/** After ten years the days of variants begin again; ids, people and addresses do not. */
const DAYS_OF_VARIANTS = 3650;
/** Minutes after the first call of the leaked key at which the owner starts the trail again. */
const REPAIR_MINUTE = 158;

/**
 * Tells a day of a small company's account with an intrusion in it.
 *
 * @param tag what to add to the names of people and things, so that companies can be told apart.
 *
 * Throws a RangeError for a day that is none.
 */
export function tellStory(options: StoryOptions = {}, tag = ''): Story {
  const { seed = 1, day = DEFAULT_DAY, accountId = '123456789012', targetEvents = 2000 } = options;
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? parseTime(day) : undefined;
  if (midnight === undefined) throw new RangeError('The day of a story is written as 2026-03-17.');
  const company = inventCompany(seededRandom(seed, 'company'), accountId, tag);
  const random = seededRandom(seed, 'attack');
  const start = epochMs(midnight + ATTACK_START_SECOND * 1000);
  const intruder = inventIntruder(company, random, minutesAfter(start, ROOT_MINUTE), tag);
  const { records, attack } = intrude(company, random, intruder, start);
  const ordinary = ordinaryDay(
    company,
    seededRandom(seed, 'ordinary'),
    midnight,
    targetEvents - records.length,
  );
  records.push(...ordinary.records);
  const afterwards = openScene(
    company,
    random,
    minutesAfter(start, REPAIR_MINUTE),
    (r) => records.push(r),
    20,
  );
  for (const owner of ordinary.engineers.slice(0, 1)) repair(afterwards, owner, intruder);
  return { records: asDelivered(records, seededRandom(seed, 'delivery')), attack };
}

/** Plays the attack step by step and notes which records belong to which act. */
function intrude(company: Company, random: Random, intruder: Intruder, start: EpochMs) {
  const records: CloudTrailRecord[] = [];
  const attack: AttackNote[] = [];
  for (const step of ATTACK) {
    const scene = openScene(company, random, minutesAfter(start, step.minute), (r) => records.push(r));
    step.play(scene, intruder, (act, play) => {
      const from = records.length;
      play();
      for (const record of records.slice(from)) attack.push({ eventID: String(record['eventID']), act });
    });
  }
  return { records, attack };
}

const minutesAfter = (start: EpochMs, minutes: number): EpochMs => epochMs(start + minutes * 60_000);

/** The records of the story in the order in which a trail delivers them: nearly by time. */
export const story = (options: StoryOptions = {}): CloudTrailRecord[] => [...tellStory(options).records];

/** The records of the story that are the attack, by `eventID`. */
export const storyAttack = (options: StoryOptions = {}): AttackNote[] => [...tellStory(options).attack];

/**
 * Yields records of the same kind, one story a day after another: other ids, times, people and addresses each day.
 *
 * @param count how many; without it there is no end.
 */
export function* storyVariants(
  seed: number,
  count = Number.POSITIVE_INFINITY,
): Generator<CloudTrailRecord, void> {
  const first = parseTime(DEFAULT_DAY) ?? 0;
  let left = count;
  for (let chapter = 0; left > 0; chapter++) {
    const day = dayOf(epochMs(first + (chapter % DAYS_OF_VARIANTS) * DAY_MS));
    const { records } = tellStory(
      { seed: seed * 1_000_003 + chapter, day },
      chapter === 0 ? '' : `-${chapter}`,
    );
    for (const record of records) {
      if (left-- <= 0) return;
      yield record;
    }
  }
}

/** Orders records by when they would arrive: up to two minutes after the call. */
function asDelivered(records: readonly CloudTrailRecord[], random: Random): readonly CloudTrailRecord[] {
  const arrival = (record: CloudTrailRecord): number =>
    (parseTime(record['eventTime']) ?? (0 as EpochMs)) + random.int(0, 120_000);
  return records
    .map((record) => ({ record, at: arrival(record) }))
    .sort((a, b) => a.at - b.at)
    .map(({ record }) => record);
}
