// How fast is `scan`, beside JSON.parse alone over the same records, and does its memory grow with its input?
// `node --import tsx bench/scan.ts` prints the figures; `--big` measures memory too, `--page` writes docs/benchmarks/scan.md.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { readLogFiles } from '#adapters/local/log-files';
import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { epochMs } from '#core/time';
import type { SigmaRuleSet } from '#sigma/rule';
import { type Corpus, type CorpusShape, generateCorpus } from './generate.ts';
import { type Run, runNode } from './measure-process.ts';
import {
  MB,
  MEMORY_HEADING,
  type MemoryRun,
  MOST_BYTES,
  memoryTable,
  ROUNDS,
  type Subject,
  scanPage,
  speedTable,
} from './scan-page.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/scan.md', import.meta.url));
const PARSE = fileURLToPath(new URL('./parse-lines.mjs', import.meta.url));
const BUILD = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
const RULES = new URL('../dist/rules.json', import.meta.url);
const LAUNCHER = fileURLToPath(new URL('../cli/launcher.mjs', import.meta.url));
const SEED = 1;

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    big: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});
const megabytes = Number(values.mb);
if (!(megabytes > 0)) {
  console.error('--mb takes a number above 0');
  process.exit(64);
}

const scanOf = (output: string, file: string): readonly string[] => [
  ...[LAUNCHER, 'scan', file],
  ...['--output', output, '--format', 'ndjson'],
];

async function measure(): Promise<number> {
  execFileSync(process.execPath, [BUILD], { stdio: 'inherit' });
  const folder = await mkdtemp(join(tmpdir(), 'trailhound-bench-'));
  try {
    const speed = await measureSpeed(folder);
    console.log(`\n${speed}`);
    const memory = values.big ? await measureMemory(folder) : undefined;
    const table = memory && memoryTable(memory);
    if (table !== undefined) console.log(`\n${table}`);
    if (values.page) await writeFile(PAGE, scanPage(speed, table ?? (await memoryBefore())));
    return memory?.some(({ run }) => run.peakBytes >= MOST_BYTES) ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All subjects take turns, so that what else the machine does falls on all of them alike. */
async function measureSpeed(folder: string): Promise<string> {
  const lines = join(folder, 'lines.ndjson');
  const list = join(folder, 'records.json');
  const packed = `${lines}.gz`;
  const corpus = await generate(lines, megabytes, 'ndjson');
  await generate(list, megabytes, 'records');
  await pipeline(createReadStream(lines), createGzip(), createWriteStream(packed));
  const forms = [
    ['JSON lines', lines],
    ['one `Records` list', list],
    [`JSON lines, gzip (${Math.round((await stat(packed)).size / MB)} MB)`, packed],
  ] as const;
  const subjects: readonly Subject[] = [
    { name: '`JSON.parse` of each line, nothing else', args: [PARSE, lines] },
    ...['matches', 'findings'].flatMap((output) =>
      forms.map(([form, file]) => ({
        name: `\`scan --output ${output}\`, ${form}`,
        args: scanOf(output, file),
      })),
    ),
  ];
  const runs = subjects.map((): Run[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    console.log(round === 0 ? 'warming up…' : `round ${round} of ${ROUNDS}…`);
    for (const [index, subject] of subjects.entries()) {
      const run = await runNode(subject.args);
      if (round > 0) runs[index]?.push(run);
    }
  }
  return `${speedTable(subjects, runs, corpus)}

By their bytes, ${await parsedPercent(lines, corpus)} of 100 records could match a rule and are parsed.`;
}

/** How many of a hundred records are parsed, because by their bytes some rule may match. */
async function parsedPercent(file: string, { events }: Corpus): Promise<number> {
  const rules = JSON.parse(await readFile(RULES, 'utf8')) as SigmaRuleSet;
  const detector = buildDetector(rules, activeSuppressions([], epochMs(0)));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  let parsed = 0;
  for await (const items of readLogFiles([file], { skim: detector.value.skimmer() })) {
    parsed += items.filter(({ type }) => type === 'record').length;
  }
  return Math.round((parsed / events) * 100);
}

async function measureMemory(folder: string): Promise<readonly MemoryRun[]> {
  const runs: MemoryRun[] = [];
  for (const [size, shape, form] of [
    [512, 'ndjson', 'JSON lines'],
    [200, 'records', 'one `Records` list'],
  ] as const) {
    const file = join(folder, `big.${shape}.json`);
    const corpus = await generate(file, size, shape);
    for (const output of ['matches', 'findings']) {
      const run = await runNode(scanOf(output, file));
      runs.push({ name: `\`scan --output ${output}\`, ${form}`, corpus, run });
    }
    await rm(file);
  }
  return runs;
}

async function generate(path: string, size: number, shape: CorpusShape): Promise<Corpus> {
  console.log(`writing ${size} MB as ${shape}…`);
  return generateCorpus(path, size * MB, shape, SEED);
}

/** What the page says about memory, for runs that do not measure it. */
async function memoryBefore(): Promise<string> {
  const text = await readFile(PAGE, 'utf8').catch(() => '');
  const table = text.split(MEMORY_HEADING)[1]?.match(/(?:^\|.*\n?)+/m)?.[0];
  return table?.trimEnd() ?? 'Not measured: run with `--big`.';
}

process.exitCode = await measure();
