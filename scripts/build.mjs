// Builds what runs: the command line, the Lambda bundles, the construct, the Sigma engine as a library, and the rule pack compiled from YAML to plain data.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { buildLambdas } from './build-lambdas.mjs';
import { buildEngine, buildLib, buildTypes } from './build-lib.mjs';
import { swapFolder } from './swap-folder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** Built beside dist/ and swapped in at the end: a build that runs while a command starts must not pull the floor away. */
const staging = join(root, `dist.${process.pid}`);
const inRoot = (...parts) => join(root, ...parts);
/** Something that a person has to mend: its message is all there is to say. */
class Refused extends Error {}

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  sourcemap: true,
};

async function buildCli() {
  await esbuild({
    ...common,
    entryPoints: { main: 'cli/main.ts' },
    outdir: join(staging, 'cli'),
    outExtension: { '.js': '.mjs' },
    splitting: true,
    packages: 'external',
  });
}

/** Bundles a room's module into staging/build and imports it: the build uses the loaders that the command line uses. */
async function importBuilt(entry) {
  const outfile = join(staging, 'build', `${entry.replaceAll('/', '-')}.mjs`);
  await esbuild({ ...common, entryPoints: [entry], outfile, packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

/** Compiles rules/**\/rule.yml, as the stack does; one refused rule fails the build, with file and line. */
async function buildRules() {
  const { readRulePack } = await importBuilt('src/packing/read-rule-files.ts');
  const { compileRulePack } = await importBuilt('src/packing/compile-rules.ts');
  const { texts, strays } = readRulePack(inRoot('rules'), root);
  for (const name of strays) {
    console.error(`${name}: not built in; a rule lies in a folder of its own and is called rule.yml`);
  }
  const pack = compileRulePack(texts);
  if (!pack.ok)
    throw new Refused(`${pack.error.length} problem(s) in the rule pack:\n${pack.error.join('\n')}`);
  await writeFile(join(staging, 'rules.json'), JSON.stringify(pack.value.ruleSet));
  return pack.value.cards.length;
}

/** Waits for all of them, whatever fails: what is still writing would bring back the folder that is cleared away. */
async function allDone(jobs) {
  await Promise.allSettled(jobs);
  return Promise.all(jobs);
}

/** Builds everything into dist/. Throws with a readable message when something does not build. */
export async function build({ quiet = false } = {}) {
  await mkdir(join(staging, 'build'), { recursive: true });
  try {
    const [count, lambdas] = await allDone([
      buildRules(),
      buildLambdas(root, staging),
      buildCli(),
      buildLib(root, staging),
      buildEngine(root, staging),
      buildTypes(root, staging),
    ]);
    await swapFolder(staging, dist);
    if (!quiet)
      console.log(
        `built the command line, the construct, ${lambdas.length} Lambda function(s) and ${count} rules into dist/`,
      );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Builds; what a person has to mend is said without a stack, and ends with 1. esbuild has printed its own errors by then. Answers whether all was built. */
export async function buildOrSay(options) {
  try {
    await build(options);
    return true;
  } catch (error) {
    if (!(error instanceof Refused) && !Array.isArray(error?.errors)) throw error;
    console.error(error instanceof Refused ? error.message : 'nothing was built');
    process.exitCode = 1;
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildOrSay({ quiet: process.argv.includes('--quiet') });
}
