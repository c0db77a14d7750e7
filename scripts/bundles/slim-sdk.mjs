// Takes out of a function's bundle what no function runs. Nothing here changes what the command line loads.
// Each cut says why it is safe, and fails the build when a new version of a package looks different.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Modules that a function never runs -> what stands for them: does the same in Lambda, or refuses loudly when it is used. */
const STAND_INS = {
  '@aws-sdk/credential-provider-node': 'environment-credentials.ts',
  '@aws-sdk/endpoint-cache': 'no-endpoint-discovery.ts',
  '@noble/hashes/sha2.js': 'node-sha256.ts',
  '@smithy/core/event-streams': 'no-event-streams.ts',
};

/** The same for one function, where others do need the module. */
const STAND_INS_OF = {
  'watch-objects': { '@aws-sdk/checksums/flexible-checksums': 'no-body-checksums.ts' },
};

/**
 * Clients whose errors go by the name that the service sends. An error without a class of its own is thrown as the
 * client's base class with the same name, message and fields, so that retries and our adapters, which go by name,
 * see no difference. Clients of the Query protocol translate names through these classes and keep all of them.
 */
const NAMED_ERRORS = [
  'client-cloudtrail',
  'client-cloudwatch-logs',
  'client-dynamodb',
  'client-lambda',
  'client-resource-groups-tagging-api',
  'client-s3',
];

/** Files inside a package that stand-ins replace: what they are imported as, by whom, and what stands for them. */
const INNER = [
  // Hash with Node, and import the same in JavaScript for a Node without it.
  [/^\.\/(Sha256|Sha1|Md5)Js$/, /(Sha256|Sha1|Md5)Node\.js$/, 'no-javascript-hashes.ts'],
  [/\/util-retry\/AdaptiveRetryStrategy$/, /@smithy\/core\/dist-es\/.*\.js$/, 'no-adaptive-retries.ts'],
];

const exact = (names) => new RegExp(`^(${names.join('|').replaceAll('/', '\\/')})$`);

function standIns(build, root, name) {
  const all = { ...STAND_INS, ...STAND_INS_OF[name] };
  build.onResolve({ filter: exact(Object.keys(all)) }, ({ path }) => ({
    path: join(root, 'lambdas', 'bundled', all[path]),
  }));
  for (const [filter, importers, file] of INNER) {
    build.onResolve({ filter }, ({ importer }) =>
      importers.test(importer) ? { path: join(root, 'lambdas', 'bundled', file) } : undefined,
    );
  }
}

/** A client reads its own version out of its package.json, and would carry all of it. */
function versionsOnly(build) {
  build.onLoad({ filter: /node_modules\/@aws-sdk\/[^/]+\/package\.json$/ }, async ({ path }) => {
    const { name, version } = JSON.parse(await readFile(path, 'utf8'));
    return { contents: JSON.stringify({ name, version }), loader: 'json' };
  });
}

/**
 * The shapes of a client's operations are constants, and those of operations that nobody calls fall out by themselves,
 * once keys that are written as `[_hQ]` are written as the constant's text: a computed key could have an effect.
 */
function literalKeys(code, path) {
  const texts = new Map(
    [...code.matchAll(/^const (\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(([, name, text]) => [name, text]),
  );
  if (texts.size === 0) throw new Error(`${path}: has no named texts; see literalKeys`);
  return code.replace(/\[(\w+)\]:/g, (whole, name) => (texts.has(name) ? `${texts.get(name)}:` : whole));
}

/** Drops the registration of errors that our code never names, and that say nothing about retries. */
async function fewerErrors(code, path, ourCode) {
  const classes = await readFile(join(path, '..', '..', 'models', 'errors.js'), 'utf8');
  const retryable = new Set(
    classes
      .split(/^export class /m)
      .filter((one) => one.includes('$retryable'))
      .map((one) => /^\w+/.exec(one)?.[0]),
  );
  let dropped = 0;
  const kept = code.replace(/^n0_registry\.registerError\(\w+\$, (\w+)\);\n/gm, (line, name) => {
    if (retryable.has(name) || ourCode.has(name)) return line;
    dropped += 1;
    return '';
  });
  if (dropped === 0) throw new Error(`${path}: registers no errors; see fewerErrors`);
  return kept;
}

function schemas(build, ourCode) {
  build.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => {
    const code = literalKeys(await readFile(path, 'utf8'), path);
    const named = NAMED_ERRORS.some((client) => path.includes(`/@aws-sdk/${client}/`));
    return { contents: named ? await fewerErrors(code, path, ourCode) : code, loader: 'js' };
  });
}

/**
 * The plugin of the bundle of the function `name`. `root` is the checkout; `ourCode` has every word of our own source, so that an error class that
 * is named there is kept.
 */
export const slimSdk = (root, ourCode, name) => ({
  name: 'slim-sdk',
  setup(build) {
    standIns(build, root, name);
    versionsOnly(build);
    schemas(build, ourCode);
  },
});
