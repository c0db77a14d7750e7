// Kills `replay` at random moments and checks that the run after it makes everything right.
// `node --import tsx bench/kill.ts --runs 200 --seed 1` prints the figures; `--page` writes docs/benchmarks/kill.md too.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeKillInput } from '../test/replay/kill-input.ts';
import {
  killsByStage,
  killTrial,
  type Reference,
  type Trial,
  takeReference,
} from '../test/replay/kill-trial.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/kill.md', import.meta.url));
/** More would only make the processes wait for each other. */
const AT_ONCE = Math.min(2, availableParallelism());

interface Sum {
  readonly seed: number;
  readonly events: number;
  readonly reference: Reference;
  readonly trials: readonly Trial[];
  readonly seconds: number;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    page: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  console.error('--runs takes a whole number from 1 on, --seed a whole number');
  process.exit(64);
}

async function measure(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-kill-input-'));
  try {
    const input = join(folder, 'events.ndjson');
    const events = writeKillInput(input);
    console.log(`${events} events; a reference run for each batch size…`);
    const reference = await takeReference(input);
    console.log(`${reference.outcome.findings.length} findings; ${runs} runs, ${AT_ONCE} at a time…`);
    const started = performance.now();
    const trials = await allTrials(reference);
    const sum = { seed, events, reference, trials, seconds: (performance.now() - started) / 1000 };
    console.log(`\n${figures(sum).join('\n')}`);
    if (values.page) {
      await mkdir(dirname(PAGE), { recursive: true });
      await writeFile(PAGE, page(sum));
    }
    return trials.some(isBad) ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A run's own seed is the first seed and its number, so that `--runs 1 --seed <its seed>` is that run again. */
async function allTrials(reference: Reference): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  let next = seed;
  const worker = async (): Promise<void> => {
    while (next < seed + runs) {
      const mine = next;
      next += 1;
      const trial = await killTrial(mine, reference);
      trials.push(trial);
      if (isBad(trial)) console.log(`FAILED seed ${mine}\n  ${trial.problems.join('\n  ')}`);
      else if (trials.length % 20 === 0) console.log(`${trials.length} of ${runs}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return trials.sort((a, b) => a.seed - b.seed);
}

const isBad = ({ problems }: Trial): boolean => problems.length > 0;
const total = (trials: readonly Trial[], of: (trial: Trial) => number): number =>
  trials.reduce((sum, trial) => sum + of(trial), 0);

function rows({ reference, trials, events }: Sum): readonly (readonly [string, string | number])[] {
  const stages = killsByStage(trials);
  const bad = trials.filter(isBad).map((trial) => trial.seed);
  return [
    ['events in the input', events],
    ['findings that must be there', reference.outcome.findings.length],
    ['runs', trials.length],
    ['kills', total(trials, (trial) => trial.killedAt.length)],
    ['– before the table was open', stages.starting],
    ['– while findings were written', stages.writing],
    ['– while alerts were sent', stages.alerting],
    ['– after the last alert', stages.done],
    ['runs that had ended before their kill', trials.filter((trial) => trial.killedAt.length === 0).length],
    ['findings missing', total(trials, (trial) => trial.missing)],
    ['counts wrong', total(trials, (trial) => trial.wrongCounts)],
    ['findings named in more than one alert', total(trials, (trial) => trial.alertedAgain)],
    ['runs with a failed check', bad.length === 0 ? 0 : `${bad.length}, seeds ${bad.join(' ')}`],
  ];
}

const figures = (sum: Sum): readonly string[] => [
  ...rows(sum).map(([what, figure]) => `${what.padEnd(40)} ${figure}`),
  `took ${Math.round(sum.seconds)} s`,
];

const page = (sum: Sum): string => `# Killed at random moments

Does a process that is killed lose a finding, count one wrong, or leave somebody without an alert?

\`node --import tsx bench/kill.ts --runs ${sum.trials.length} --seed ${sum.seed}\` printed, on Node ${process.versions.node}:

| What | Figure |
|---|---|
${rows(sum)
  .map(([what, figure]) => `| ${what} | ${figure} |`)
  .join('\n')}

Each run takes a new data folder, starts the built \`replay\` on a made-up day (an intrusion, a flood of ${'`'}ConsoleLogin${'`'}
failures that fills event pages, three lines that are no events) in batches of 1 to 16 events, and sends it \`SIGKILL\` at a
seeded random moment: of six moments one is counted from the start of the process, two from the opening of the table, two
from the first alert, one from the last. Four runs in ten are killed again while they recover. Then one run comes to its end, and
what it leaves is compared with a folder in which nothing was ever killed:

- every item of the findings table is equal but for \`createdAt updatedAt expiresAt notes\` and the alert's send marks, and
  so are the event pages and the quarantine; every index holds exactly the rows that its items ask for;
- every finding from medium severity on that no allow-list covers is named in a finished line of \`alerts.ndjson\`, alone
  or in a summary; no alert is pending; no alert names a finding that is not there;
- one more run says that there is nothing new, changes no byte of any finding and sends nothing.

A finding named in more than one alert is the price: a kill between a send and its mark sends again
([0007](../adr/0007-alerts-from-the-table.md)). The seed fixes the moments, not the machine's speed, so a run with the same
seed may die one write earlier or later. \`test/replay/kill.test.ts\` does the same with a few runs;
\`TRAILHOUND_KILL_RUNS\` and \`TRAILHOUND_SEED\` change how many and which.
`;

process.exitCode = await measure();
