// Builds what runs: the command line, the Lambda bundles, and the rule pack compiled from YAML to plain data.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';

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

/** CommonJS dependencies inside an ESM bundle still call `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

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

async function buildLambdas() {
  const folders = (await readdir(inRoot('lambdas'), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const names = [];
  for (const { name } of folders) {
    const files = await readdir(inRoot('lambdas', name));
    if (files.includes('index.ts')) names.push(name);
  }
  await Promise.all(
    names.map((name) =>
      esbuild({
        ...common,
        entryPoints: { index: `lambdas/${name}/index.ts` },
        outdir: join(staging, 'lambdas', name),
        outExtension: { '.js': '.mjs' },
        minify: true,
        banner: { js: REQUIRE },
      }),
    ),
  );
  return names;
}

async function rulePaths(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pathOf = (entry) => join(entry.parentPath ?? entry.path, entry.name);
  for (const entry of files) {
    if (!/\.ya?ml$/i.test(entry.name) || ['rule.yml', 'cases.yml'].includes(entry.name)) continue;
    const name = relative(root, pathOf(entry));
    console.error(`${name}: not built in; a rule lies in a folder of its own and is called rule.yml`);
  }
  return files
    .filter((entry) => entry.name === 'rule.yml')
    .map(pathOf)
    .sort();
}

/** Bundles a room's module into staging/build and imports it: the build uses the loaders that the command line uses. */
async function importBuilt(entry) {
  const outfile = join(staging, 'build', `${entry.replaceAll('/', '-')}.mjs`);
  await esbuild({ ...common, entryPoints: [entry], outfile, packages: 'external' });
  return import(pathToFileURL(outfile).href);
}

/** Compiles rules/**\/rule.yml; one refused rule fails the build, with file and line. */
async function buildRules() {
  const { loadRules } = await importBuilt('src/sigma/load.ts');
  const texts = [];
  for (const path of await rulePaths(inRoot('rules'))) {
    texts.push({ file: relative(root, path), text: await readFile(path, 'utf8') });
  }
  const { rules, documents } = loadRules(texts);
  const refused = documents.filter((document) => document.state !== 'loaded');
  if (refused.length > 0) {
    const lines = refused.map((one) => `${one.file}:${one.line}:${one.column} ${one.code} ${one.message}`);
    throw new Refused(`${refused.length} problem(s) in the rule pack:\n${lines.join('\n')}`);
  }
  const cards = await cardsOf(rules);
  await writeFile(join(staging, 'rules.json'), JSON.stringify(rules));
  return { count: rules.length, cards };
}

/** Joins the rules as the functions do, which would refuse to start with what is refused here. */
async function cardsOf(rules) {
  const { buildDetector } = await importBuilt('src/app/detector.ts');
  const { activeSuppressions } = await importBuilt('src/app/suppressions.ts');
  const detector = buildDetector(rules, activeSuppressions([], 0));
  if (detector.ok) return detector.value.cards;
  throw new Refused(`${detector.error.length} problem(s) in the rule pack:\n${detector.error.join('\n')}`);
}

/** Compiles suppressions.yml for the functions, where the checkout has one, and says which entries have no effect, or too much. */
async function buildSuppressions(cards) {
  const file = 'suppressions.yml';
  if (!existsSync(inRoot(file))) return;
  const { parseSuppressions } = await importBuilt('src/config/suppression-file.ts');
  const parsed = parseSuppressions(file, await readFile(inRoot(file), 'utf8'));
  if (!parsed.ok) throw new Refused(`the allow-list cannot be used:\n${parsed.error.join('\n')}`);
  const { activeSuppressions, suppressionWarnings } = await importBuilt('src/app/suppressions.ts');
  const active = activeSuppressions(parsed.value, Date.now());
  for (const { place, id, expiresAt } of active.expired) {
    const day = new Date(expiresAt).toISOString().slice(0, 10);
    console.error(`${place}: suppression "${id}" expired on ${day} and is not applied`);
  }
  for (const warning of suppressionWarnings(active, cards)) console.error(warning);
  await writeFile(join(staging, 'suppressions.json'), JSON.stringify(parsed.value));
}

/** A function that reads rules finds them, and the allow-list, beside its code; the others (the notifier) carry none. */
async function giveRules(name) {
  const folder = join(staging, 'lambdas', name);
  const code = await readFile(join(folder, 'index.mjs'), 'utf8');
  if (!code.includes('rules.json')) return;
  for (const file of ['rules.json', 'suppressions.json']) {
    if (existsSync(join(staging, file))) await copyFile(join(staging, file), join(folder, file));
  }
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
    const [{ count, cards }, , lambdas] = await allDone([buildRules(), buildCli(), buildLambdas()]);
    await buildSuppressions(cards);
    await Promise.all(lambdas.map(giveRules));
    await rm(dist, { recursive: true, force: true });
    await rename(staging, dist);
    if (!quiet)
      console.log(
        `built the command line, ${lambdas.length} Lambda function(s) and ${count} rules into dist/`,
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
