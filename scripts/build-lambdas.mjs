// Builds one file for each Lambda function, with everything in it but Node itself, and notes what each is made of.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { buildRegex, re2jsBeside, STAND_IN } from './bundles/re2js-beside.mjs';
import { slimSdk } from './bundles/slim-sdk.mjs';

/** CommonJS dependencies inside an ESM bundle still call `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
/** Reads the rules that lie beside the code; a function whose bundle has this file carries them. */
const RULE_READER = 'lambdas/wiring/compiled-files.ts';

const settings = (root, plugins) => ({
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // ES modules of the dependencies, from which unused code falls out; their CommonJS is taken whole.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // Beside the code, unnamed in it: for reading stack traces by hand, and not deployed.
  sourcemap: 'external',
  outExtension: { '.js': '.mjs' },
  banner: { js: REQUIRE },
  plugins,
});

/** Names of the folders of lambdas/ that are functions. */
async function functionNames(root) {
  const folders = await readdir(join(root, 'lambdas'), { withFileTypes: true });
  return folders
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'lambdas', entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort();
}

/** Every word of the code that functions are made of. */
async function wordsOfOurCode(root) {
  const words = new Set();
  for (const folder of ['src', 'lambdas']) {
    const entries = await readdir(join(root, folder), { recursive: true });
    for (const name of entries.filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))) {
      for (const word of (await readFile(join(root, folder, name), 'utf8')).match(/\w+/g) ?? [])
        words.add(word);
    }
  }
  return words;
}

/** Package that a file of a bundle belongs to, or the folder of our own code. */
const packageOf = (path) =>
  /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/');

/** What a bundle is made of: bytes, bytes by package, whether it reads rules, and whether it needs `regex.cjs` beside it. */
function made(name, metafile) {
  const [, { bytes, inputs }] = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs'));
  const packages = {};
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = packageOf(path);
    packages[owner] = (packages[owner] ?? 0) + bytesInOutput;
  }
  // By its end: a checkout whose folders are links names its files from elsewhere.
  const has = (file) =>
    Object.entries(inputs).some(([path, one]) => path.endsWith(file) && one.bytesInOutput > 0);
  return { name, bytes, packages, readsRules: has(RULE_READER), needsRegex: has(STAND_IN) };
}

/** Throws when a stand-in stands for nothing in any bundle: a new version of a package keeps that part elsewhere. */
async function allStandIn(root, metafiles) {
  const used = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs)).map((path) => basename(path)));
  for (const file of await readdir(join(root, 'lambdas', 'bundled')))
    if (!file.endsWith('.test.ts') && !used.has(file))
      throw new Error(`lambdas/bundled/${file} stands for nothing; see scripts/bundles`);
}

/** What the stack lays beside the code of functions that want it: traces, events for a search server, regular expressions. */
const buildBeside = (root, out, words) =>
  Promise.all([
    esbuild({
      ...settings(root, [slimSdk(root, words, 'beside')]),
      metafile: false,
      sourcemap: false,
      entryPoints: { tracing: 'lambdas/tracing/traced.ts', shipping: 'lambdas/shipping/shipping.ts' },
      outdir: join(out, 'lambdas'),
    }),
    buildRegex(root, join(out, 'lambdas')),
  ]);

/**
 * Builds every function of `root` into `<out>/lambdas/<name>/index.mjs`, and writes what each is made of to
 * `<out>/build/bundles.json`. Answers the same: name, bytes, packages, readsRules and needsRegex of each.
 */
export async function buildLambdas(root, out) {
  const words = await wordsOfOurCode(root);
  const built = await Promise.all(
    (await functionNames(root)).map(async (name) => {
      const { metafile } = await esbuild({
        ...settings(root, [slimSdk(root, words, name), re2jsBeside(root)]),
        entryPoints: { index: `lambdas/${name}/index.ts` },
        outdir: join(out, 'lambdas', name),
      });
      return { name, metafile };
    }),
  );
  await buildBeside(root, out, words);
  await allStandIn(
    root,
    built.map(({ metafile }) => metafile),
  );
  const bundles = built.map(({ name, metafile }) => made(name, metafile));
  await mkdir(join(out, 'build'), { recursive: true });
  await writeFile(join(out, 'build', 'bundles.json'), JSON.stringify(bundles));
  return bundles;
}
