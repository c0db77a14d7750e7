import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, epochMs } from '#core/time';
import type { Actor } from './call.ts';
import type { Company } from './company.ts';
import { deploy } from './deploys.ts';
import { agentReport, functionStart, monitoringSweep, taskStart } from './machines.ts';
import { nightlySnapshots } from './nightly.ts';
import {
  consoleWork,
  type Engineer,
  engineerOf,
  errands,
  morningLogin,
  terraformPlan,
  wrongRole,
} from './people.ts';
import type { Random } from './random.ts';
import { openScene, type Scene } from './scene.ts';
import { lakeQuery, rotateOwnKey, scientistAt, scientistLogin } from './scientist.ts';
import { insideAws, scaling, stocktaking, trailDelivery } from './services.ts';

/** Something that happens again and again: how often against the others, and when. */
interface Habit {
  readonly weight: number;
  readonly when: 'always' | 'office';
  play(scene: Scene): void;
}

const HOUR = 3600;
/** Share of the company's work in each hour of its working day, 06:00 to 18:00 UTC, with a dip at noon. */
const OFFICE_HOURS = [1, 4, 8, 10, 10, 7, 5, 9, 10, 8, 5, 2];
const FIRST_OFFICE_HOUR = 6;

/** An ordinary day: its records, in the order in which they are told rather than by time, and who worked. */
export interface OrdinaryDay {
  readonly records: readonly CloudTrailRecord[];
  readonly engineers: readonly Engineer[];
}

/**
 * Makes the company's ordinary day.
 *
 * @param count how many records to make at least; the last habit is finished, so there may be up to 40 more.
 */
export function ordinaryDay(company: Company, random: Random, day: EpochMs, count: number): OrdinaryDay {
  const records: CloudTrailRecord[] = [];
  const at = (second: number) =>
    openScene(company, random, epochMs(day + second * 1000), (record) => records.push(record));
  nightlySnapshots(at(1 * HOUR + 1830));
  const engineers = engineersAtWork(company, random, day, at);
  const scientist = scientistAtWork(company, random, day, at);
  errands(at(9 * HOUR + 2460), random.pick(engineers));
  const habits = [...MACHINES, ...habitsOf(engineers, scientist)];
  const total = habits.reduce((sum, habit) => sum + habit.weight, 0);
  while (records.length < count) {
    const habit = choose(habits, random.next() * total);
    habit.play(at(habit.when === 'office' ? officeSecond(random) : random.int(60, 24 * HOUR - 300)));
  }
  return { records, engineers };
}

const MACHINES: readonly Habit[] = [
  { weight: 6, when: 'always', play: monitoringSweep },
  { weight: 9, when: 'always', play: functionStart },
  { weight: 2, when: 'always', play: taskStart },
  { weight: 4, when: 'always', play: agentReport },
  { weight: 8, when: 'always', play: trailDelivery },
  { weight: 2, when: 'always', play: scaling },
  { weight: 5, when: 'always', play: stocktaking },
  { weight: 1, when: 'office', play: insideAws },
  { weight: 1.5, when: 'office', play: deploy },
];

type SceneAt = (second: number) => Scene;

/** Signs the engineers in, between 06:15 and 07:45. Their sessions serve all day. */
function engineersAtWork(company: Company, random: Random, day: EpochMs, at: SceneAt): readonly Engineer[] {
  return company.engineers.map((name) => {
    const second = 6 * HOUR + 900 + random.int(0, 5400);
    const engineer = engineerOf(company, random, name, epochMs(day + second * 1000));
    morningLogin(at(second), engineer);
    return engineer;
  });
}

/** Signs the scientist in shortly after eight. */
function scientistAtWork(company: Company, random: Random, day: EpochMs, at: SceneAt): Actor {
  const desk = `192.0.2.${random.int(130, 190)}`;
  const arrival = 8 * HOUR + random.int(60, 1500);
  scientistLogin(at(arrival), desk);
  const scientist = scientistAt(company, random, epochMs(day + (arrival + 40) * 1000), desk);
  rotateOwnKey(at(10 * HOUR + 1320), scientist);
  return scientist;
}

/** What people do in working hours. */
const habitsOf = (engineers: readonly Engineer[], scientist: Actor): readonly Habit[] => [
  { weight: 5, when: 'office', play: (scene) => consoleWork(scene, scene.random.pick(engineers)) },
  { weight: 2, when: 'office', play: (scene) => terraformPlan(scene, scene.random.pick(engineers)) },
  { weight: 0.7, when: 'office', play: (scene) => wrongRole(scene, scene.random.pick(engineers)) },
  { weight: 1.5, when: 'office', play: (scene) => lakeQuery(scene, scientist) },
];

function choose(habits: readonly Habit[], mark: number): Habit {
  let left = mark;
  for (const habit of habits) {
    left -= habit.weight;
    if (left < 0) return habit;
  }
  throw new RangeError('The mark lies beyond the weights of all habits.');
}

/** A second of the working day; nobody works before half past eight, when the last one has signed in. */
function officeSecond(random: Random): number {
  let left = random.next() * OFFICE_HOURS.reduce((sum, share) => sum + share, 0);
  const hour = OFFICE_HOURS.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return Math.max(
    (FIRST_OFFICE_HOUR + hour) * HOUR + random.int(0, HOUR - 1),
    8.5 * HOUR + random.int(0, 900),
  );
}
