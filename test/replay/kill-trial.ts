import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../support/dynamo-events.ts';
import type { PlainItem } from '../support/table-dump.ts';
import { dueForAlert, type Outcome, outcomeOf } from './replay-outcome.ts';
import { type Moment, type ReplayRun, runReplay, STAGES, type Stage } from './replay-process.ts';

/** The outcome without any kill, and how long its stages take. */
export interface Reference {
  readonly input: string;
  readonly outcome: Outcome;
  readonly code: number | null;
  /** From the beginning of a stage to the end of the run, in milliseconds, by batch size. */
  readonly restMs: ReadonlyMap<number, ReadonlyMap<Stage, number>>;
}

/** What one seeded run came to. */
export interface Trial {
  readonly seed: number;
  /** Where each kill found the process; a process that had ended before its turn was not killed. */
  readonly killedAt: readonly Stage[];
  readonly missing: number;
  readonly wrongCounts: number;
  /** Findings that were named in more than one alert. */
  readonly alertedAgain: number;
  /** What is wrong, in words; empty when nothing is. */
  readonly problems: readonly string[];
}

const BATCH_SIZES = [1, 2, 4, 16];
/** The floor that `replay` has when nothing else is said. */
const ALERT_FLOOR = 'medium';

/** Runs the input to its end once for each batch size; they must agree. */
export async function takeReference(input: string): Promise<Reference> {
  const restMs = new Map<number, ReadonlyMap<Stage, number>>();
  const found: { readonly outcome: Outcome; readonly code: number | null }[] = [];
  for (const batchSize of BATCH_SIZES) {
    await inFolder(async (data) => {
      const run = await runReplay({ input, data, batchSize });
      restMs.set(batchSize, new Map([...run.begun].map(([stage, at]) => [stage, run.lastedMs - at])));
      found.push({ outcome: await outcomeOf(data), code: run.code });
    });
  }
  const [first, ...others] = found;
  if (!first || first.outcome.findings.length === 0) throw new Error('the reference run found nothing');
  if (others.some(({ outcome }) => outcome.findingsDump !== first.outcome.findingsDump))
    throw new Error('reference runs of different batch sizes differ');
  return { input, ...first, restMs };
}

/** Kills a run, and sometimes the run after it, lets the next one end, and compares what is there with the reference. */
export async function killTrial(seed: number, reference: Reference): Promise<Trial> {
  const random = seeded(seed);
  return inFolder(async (data) => {
    const killedAt: Stage[] = [];
    for (let kills = killsOf(random()); kills > 0; kills -= 1) {
      const batchSize = pick(BATCH_SIZES, random());
      const job = { input: reference.input, data, batchSize };
      const run = await runReplay(job, momentOf(reference, batchSize, random));
      if (run.end === 'killed') killedAt.push(run.stage);
    }
    const job = { input: reference.input, data, batchSize: pick(BATCH_SIZES, random()) };
    const whole = await runReplay(job);
    const outcome = await outcomeOf(data);
    const again = await runReplay(job);
    const after = await outcomeOf(data);
    return {
      ...{ seed, killedAt },
      ...compared(outcome, reference),
      problems: [
        ...problemsOf(outcome, reference),
        ...ended(whole, reference, 'the run after the kill'),
        ...ended(again, reference, 'the run after that'),
        ...nothingNew(outcome, after, again),
      ],
    };
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-kill-'));
  try {
    return await use(join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const pick = <T>(values: readonly T[], at: number): T => values[Math.floor(at * values.length)] as T;

/** Of ten runs six are killed once, three twice, one three times. */
const killsOf = (at: number): number => (at < 0.6 ? 1 : at < 0.9 ? 2 : 3);

/** Starting takes most of a run, so most moments are counted from the stages that write. */
function momentOf({ restMs }: Reference, batchSize: number, random: () => number): Moment {
  const stage = pick(['starting', 'writing', 'writing', 'alerting', 'alerting', 'done'] as const, random());
  return { stage, afterMs: random() * (restMs.get(batchSize)?.get(stage) ?? 0) };
}

const byId = (items: readonly PlainItem[]): ReadonlyMap<unknown, PlainItem> =>
  new Map(items.map((item) => [item['findingId'], item]));

function compared({ findings, alerted }: Outcome, reference: Reference) {
  const found = byId(findings);
  const wanted = reference.outcome.findings;
  return {
    missing: wanted.filter((item) => !found.has(item['findingId'])).length,
    wrongCounts: wanted.filter((item) => {
      const one = found.get(item['findingId']);
      return one !== undefined && one['count'] !== item['count'];
    }).length,
    alertedAgain: [...alerted.values()].filter((times) => times > 1).length,
  };
}

function problemsOf(outcome: Outcome, { outcome: wanted }: Reference): readonly string[] {
  const { findings, alerted, indexFaults } = outcome;
  const stored = byId(findings);
  const untold = dueForAlert(findings, ALERT_FLOOR).filter((id) => !alerted.has(id));
  const pending = findings.filter((item) => item['alertPending'] !== undefined);
  const unheard = [...alerted.keys()].filter((id) => !stored.has(id));
  return [
    ...(outcome.findingsDump === wanted.findingsDump ? [] : ['the findings table differs']),
    ...(outcome.stateDump === wanted.stateDump ? [] : ['event pages or quarantine differ']),
    ...indexFaults.map((fault) => `index ${fault}`),
    ...untold.map((id) => `no alert names ${id}`),
    ...pending.map((item) => `the alert of ${item['findingId']} is still pending`),
    ...unheard.map((id) => `an alert names ${id}, which is not in the table`),
  ];
}

const ended = ({ end, code, err }: ReplayRun, reference: Reference, which: string): readonly string[] =>
  end === 'exited' && code === reference.code ? [] : [`${which} ended with ${code}: ${err.slice(-400)}`];

function nothingNew(before: Outcome, after: Outcome, { err }: ReplayRun): readonly string[] {
  return [
    ...(/^Nothing new/m.test(err) ? [] : ['the run after that said that something was new']),
    ...(before.exactDump === after.exactDump ? [] : ['the run after that changed a finding']),
    ...(before.alertFile === after.alertFile ? [] : ['the run after that sent an alert']),
  ];
}

/** How many kills found the process in each stage. */
export const killsByStage = (trials: readonly Trial[]): Readonly<Record<Stage, number>> =>
  Object.fromEntries(
    STAGES.map((stage) => [
      stage,
      trials.flatMap(({ killedAt }) => killedAt).filter((at) => at === stage).length,
    ]),
  ) as Record<Stage, number>;
