// Are errors found, are they grouped, and how fast? `node --import tsx bench/logs.ts` prints the figures for the
// labelled logs of loghub, where they are there; `--page` writes docs/benchmarks/logs.md.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readEntry } from '#core/logs/entry-reading';
import { templateMiner } from '#core/logs/kinds/template-miner';
import { readLines, scoreLog } from './grouping.ts';
import { hasLoghub, type LabelledLog, readLoghub } from './loghub.ts';
import { errorsTable, kindsTable, logsPage, ROUNDS, type Speed, speedTable } from './logs-page.ts';
import { median } from './measure-process.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/logs.md', import.meta.url));

/** Ways of going through lines; each answers something, so that nothing is left out as dead code. */
const WAYS: readonly { readonly name: string; readonly run: (texts: readonly string[]) => number }[] = [
  {
    name: 'Search for the word `ERROR`',
    run: (texts) => texts.filter((text) => text.includes('ERROR')).length,
  },
  {
    name: 'Reading every line',
    run: (texts) => texts.filter((text) => readEntry(text).kind !== undefined).length,
  },
  { name: 'Joining lines, reading entries', run: (texts) => readLines(texts).length },
  { name: 'The same, and mining errors', run: (texts) => mined(texts, true) },
  { name: 'The same, and mining every line', run: (texts) => mined(texts, false) },
];

function mined(texts: readonly string[], onlyErrors: boolean): number {
  const miner = templateMiner();
  const readings = readLines(texts).filter(({ kind }) => !onlyErrors || kind !== undefined);
  return new Set(readings.map((reading) => miner.mine(reading).fingerprint)).size;
}

function measureSpeed(logs: readonly LabelledLog[]): readonly Speed[] {
  const texts = logs.map(({ lines }) => lines.map(({ text }) => text));
  const count = texts.reduce((sum, { length }) => sum + length, 0);
  const times = WAYS.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, { run }] of WAYS.entries()) {
      const started = performance.now();
      for (const log of texts) run(log);
      if (round > 0) times[at]?.push(performance.now() - started);
    }
  }
  return WAYS.map(({ name }, at) => ({ name, linesPerSecond: (count / median(times[at] ?? [])) * 1000 }));
}

async function measure(): Promise<number> {
  const { values } = parseArgs({ options: { page: { type: 'boolean', default: false } } });
  if (!hasLoghub()) {
    console.error('The labelled logs are not there: nothing measured.');
    return 1;
  }
  const logs = readLoghub();
  const scores = logs.map(scoreLog);
  const speeds = measureSpeed(logs);
  console.log([errorsTable(scores), kindsTable(scores), speedTable(speeds)].join('\n\n'));
  if (values.page) await writeFile(PAGE, logsPage(scores, speeds));
  return 0;
}

process.exitCode = await measure();
