// Builds what other people's code imports: the construct and the Sigma engine, each as an ES module and as CommonJS, and
// their type declarations.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';

const run = promisify(execFile);

/** An app has one copy of these, and it must be its own. */
const PEERS = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];

const settings = (root) => ({
  absWorkingDir: root,
  entryPoints: { index: 'lib/index.ts' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
  external: PEERS,
});

/** What `import.meta.url` is, in CommonJS. */
const URL_OF_FILE = "const trailhoundFileUrl = require('node:url').pathToFileURL(__filename).href;";
/** CommonJS dependencies inside an ESM bundle still call `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Builds `<out>/lib/index.mjs` and `<out>/lib/index.cjs`. Apps are of both kinds, and the tests of most can only require. */
export async function buildLib(root, out) {
  await Promise.all([
    esbuild({
      ...settings(root),
      format: 'esm',
      outdir: join(out, 'lib'),
      outExtension: { '.js': '.mjs' },
      mainFields: ['module', 'main'],
      banner: { js: REQUIRE },
    }),
    esbuild({
      ...settings(root),
      format: 'cjs',
      outdir: join(out, 'lib'),
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': 'trailhoundFileUrl' },
      banner: { js: URL_OF_FILE },
    }),
  ]);
}

/** What the engine needs. Apps install it with this package, and their bundlers take the form for Node or for browsers. */
const ENGINE_NEEDS = ['yaml', 're2js'];

/** Builds `<out>/sigma/index.mjs` and `<out>/sigma/index.cjs`: the engine alone, for Node and for browsers. */
export async function buildEngine(root, out) {
  const formats = [
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ];
  await Promise.all(
    formats.map(([format, extension]) =>
      esbuild({
        ...settings(root),
        entryPoints: { index: 'src/sigma/library.ts' },
        format,
        platform: 'neutral',
        target: 'es2022',
        external: ENGINE_NEEDS,
        outdir: join(out, 'sigma'),
        outExtension: { '.js': extension },
      }),
    ),
  );
}

/**
 * Writes the declarations of lib/index.ts and src/sigma/library.ts and of what they name, once for each kind of module, to `<out>/types/esm` and
 * `<out>/types/cjs`. They name nothing but each other, the CDK and constructs: the short names of our rooms end here.
 */
export async function buildTypes(root, out) {
  const raw = join(out, 'types', 'raw');
  await mkdir(raw, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [
    tsc,
    '-p',
    join(root, 'scripts', 'tsconfig.types.json'),
    '--noCheck',
    '--outDir',
    raw,
  ]);
  const files = await reachable(raw, ['lib/index.d.ts', 'src/sigma/library.d.ts'], await roomPaths(root));
  for (const [kind, type] of [
    ['esm', 'module'],
    ['cjs', 'commonjs'],
  ]) {
    const folder = join(out, 'types', kind);
    for (const [name, text] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await writeFile(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
  }
  await rm(raw, { recursive: true });
}

/** `#core/` -> `src/core/`, as package.json has it. */
async function roomPaths(root) {
  const { imports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return Object.entries(imports).map(([short, path]) => [
    short.replace('*', ''),
    posix.normalize(path.replace('*.ts', '')),
  ]);
}

const SPECIFIER = /(\bfrom |\bimport\(|^import )(['"])([.#][^'"]*)\2/gm;

/** The declarations `entries` and every one that they need, with specifiers that hold without our package.json. */
async function reachable(folder, entries, rooms) {
  const all = new Set((await readdir(folder, { recursive: true })).map((name) => name.split(sep).join('/')));
  const files = new Map();
  const open = [...entries];
  for (const name of open) {
    if (files.has(name)) continue;
    if (!all.has(name)) throw new Error(`${name} is named by a declaration, and was not written`);
    const text = await readFile(join(folder, name), 'utf8');
    files.set(name, '');
    const rewritten = text.replace(SPECIFIER, (_, before, quote, specifier) => {
      const target = targetOf(specifier, name, rooms);
      open.push(`${target}.d.ts`);
      const path = relative(dirname(name), target).split(sep).join('/');
      return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}.js${quote}`;
    });
    files.set(name, rewritten);
  }
  return files;
}

function targetOf(specifier, from, rooms) {
  if (specifier.startsWith('.')) {
    return posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
  }
  const room = rooms.find(([short]) => specifier.startsWith(short));
  if (!room) throw new Error(`${from}: ${specifier} belongs to no room`);
  return room[1] + specifier.slice(room[0].length);
}
