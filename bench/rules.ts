// What do 60, 600 and 4,000 rules cost: per event, in memory, and until the first answer?
// `node --import tsx bench/rules.ts` prints the figures; `--page` writes docs/benchmarks/rules.md; `--src DIR` measures
// the engine of another checkout.
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

const { values } = parseArgs({
  options: { page: { type: 'boolean', default: false }, src: { type: 'string', default: ROOT } },
});

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
  const sets = await Promise.all(SETS.map((set) => prepare(folder, set)));
  const child = await bundleChild(folder);
  const results = sets.map(({ size, sameEvents, jsonBytes }) => ({
    ...{ size, sameEvents, jsonBytes },
    loads: [] as LoadResult[],
    matches: [] as MatchResult[],
  }));
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`round ${round} of ${ROUNDS}…`);
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
  const table = rulesTable(results, { origin, events, rounds: ROUNDS });
  console.log(table);
  if (values.page)
    await writeFile(PAGE, rulesPage(table, earlierTable(await readFile(PAGE, 'utf8').catch(() => ''))));
} finally {
  await rm(folder, { recursive: true });
}
