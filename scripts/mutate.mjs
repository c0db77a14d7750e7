/**
 * Mutation testing of the engine, folder by folder: `npm run mutate`, or `npm run mutate -- text match root` for some;
 * `root` is what lies beside the folders. Prints the share of mutants that the tests of `src/sigma` and `test/sigma` notice.
 *
 * Results of a run are kept below the folder for temporary files, and only what changed is tried anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = 'src/sigma';
/** What the files that lie in `ROOT` itself are called. */
const OWN = 'root';
const KEPT = join(tmpdir(), 'trailhound-mutation');
/** Many mutants: few samples of each property do. */
const FEW = { FC_RUNS: '20', TRAILHOUND_SIGMA_RUNS: '40' };

/** Time-outs are mutants that no longer come to an end. */
const COLUMN = { Survived: 'survived', NoCoverage: 'uncovered', Ignored: 'atLoad' };

const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .concat(OWN);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !folders.includes(name));
if (unknown.length > 0) {
  console.error(`no such folder in ${ROOT}: ${unknown.join(', ')}; there are ${folders.join(', ')}`);
  process.exit(2);
}

mkdirSync(KEPT, { recursive: true });
const rows = (asked.length > 0 ? asked : folders).map((folder) => {
  const file = join(KEPT, `${folder}.json`);
  const path = folder === OWN ? ROOT : `${ROOT}/${folder}`;
  const mutate = `${path}/*.ts,!${path}/*.test.ts`;
  const options = ['run', '--mutate', mutate, '--incremental', '--incrementalFile', file];
  const { status } = spawnSync('node_modules/.bin/stryker', options, {
    env: { ...process.env, ...FEW },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  return { folder, ...countsOf(file) };
});
console.table(rows);

/** Counts mutants by what became of them. */
function countsOf(file) {
  const { files } = JSON.parse(readFileSync(file, 'utf8'));
  const counts = { killed: 0, survived: 0, uncovered: 0, atLoad: 0 };
  for (const { mutants } of Object.values(files))
    for (const { status } of mutants) counts[COLUMN[status] ?? 'killed'] += 1;
  const tried = counts.killed + counts.survived + counts.uncovered;
  return { ...counts, score: `${((100 * counts.killed) / tried).toFixed(1)} %` };
}
