// What do 60, 600 and 4,000 rules cost: per event, in memory, and until the first answer?
// `--help` says how to ask.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { benchEvents } from './rules/events.ts';
import { earlierTable, rulesPage, rulesTable } from './rules/page.ts';
import type { LoadResult, MatchResult, SetResults } from './rules/results.ts';
import { benchRules, loadedRules } from './rules/rule-texts.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/rules.md', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHILD = fileURLToPath(new URL('./rules-child.ts', import.meta.url));
const SETS = [
  { size: 60, sameEvents: 0 },
  { size: 600, sameEvents: 0 },
  { size: 4000, sameEvents: 0 },
  { size: 600, sameEvents: 0.3 },
  { size: 4000, sameEvents: 0.3 },
];
const ROUNDS = 5;
/** Reading YAML takes long, and its time varies little. */
const YAML_ROUNDS = 3;

const HELP = `Measures what rules cost: time per event, memory, and time to the first answer. Takes some minutes.

Usage: node --import tsx bench/rules.ts [options]

  --short      one round of 60, 600 and 4,000 rules instead of ${ROUNDS} rounds of all sets: rougher, half a minute or so
  --page       also write docs/benchmarks/rules.md (not with --short)
  --src DIR    measure the engine of another checkout
  -h, --help   print this`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    page: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    src: { type: 'string', default: ROOT },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
if (values.page && values.short) {
  console.error('--page needs all rounds: leave out --short');
  process.exit(1);
}
/** Some noise is the price of a short run; rows with other events are left out. */
const asked = values.short
  ? { sets: SETS.filter(({ sameEvents }) => sameEvents === 0), rounds: 1 }
  : { sets: SETS, rounds: ROUNDS };

/** A rule set in the two forms in which it is loaded. */
interface Prepared {
  readonly size: number;
  readonly sameEvents: number;
  readonly yaml: string;
  readonly json: string;
  readonly jsonBytes: number;
}

async function prepare(folder: string, set: (typeof SETS)[number]): Promise<Prepared> {
  const texts = benchRules(set);
  const name = `${set.size}-${set.sameEvents}`;
  const { rules, correlations } = loadedRules(texts);
  const [yaml, json] = [join(folder, `texts-${name}.json`), join(folder, `rules-${name}.json`)];
  const compiled = JSON.stringify({ rules, correlations });
  await writeFile(yaml, JSON.stringify(texts));
  await writeFile(json, compiled);
  return { ...set, yaml, json, jsonBytes: Buffer.byteLength(compiled) };
}

/** Bundles the measured process, with the engine of `values.src` in it, as the functions are bundled. */
async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'child.cjs');
  const source = await readFile(CHILD, 'utf8');
  await build({
    stdin: { contents: source, resolveDir: join(values.src, 'bench'), sourcefile: 'child.ts', loader: 'ts' },
    ...{ outfile, bundle: true, minify: true, format: 'cjs', platform: 'node', target: 'node20' },
    logLevel: 'warning',
  });
  return outfile;
}

const run = <T extends LoadResult | MatchResult>(child: string, ...args: readonly string[]): T =>
  JSON.parse(execFileSync(process.execPath, ['--expose-gc', child, ...args], { encoding: 'utf8' })) as T;

/** All sets take turns, so that what else the machine does falls on all of them alike. */
async function measure(folder: string) {
  const { origin, events } = await benchEvents();
  const eventsFile = join(folder, 'events.json');
  await writeFile(eventsFile, JSON.stringify(events));
  const sets = await Promise.all(asked.sets.map((set) => prepare(folder, set)));
  const child = await bundleChild(folder);
  const results = sets.map(({ size, sameEvents, jsonBytes }) => ({
    ...{ size, sameEvents, jsonBytes },
    loads: [] as LoadResult[],
    matches: [] as MatchResult[],
  }));
  for (let round = 1; round <= asked.rounds; round += 1) {
    console.error(`round ${round} of ${asked.rounds}…`);
    for (const [index, { yaml, json }] of sets.entries()) {
      results[index]?.matches.push(run<MatchResult>(child, 'json', json, eventsFile));
      if (round <= YAML_ROUNDS) results[index]?.loads.push(run<LoadResult>(child, 'yaml', yaml));
    }
  }
  return { origin, events: events.length, results: results as readonly SetResults[] };
}

const folder = await mkdtemp(join(tmpdir(), 'trailhound-bench-'));
try {
  const { origin, events, results } = await measure(folder);
  const table = rulesTable(results, { origin, events, rounds: asked.rounds });
  console.log(table);
  if (values.page)
    await writeFile(PAGE, rulesPage(table, earlierTable(await readFile(PAGE, 'utf8').catch(() => ''))));
} finally {
  await rm(folder, { recursive: true });
}
