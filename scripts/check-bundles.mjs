// Says how large the bundle of each function is, and fails when one is larger than it may be. Needs a build.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Bytes of one function's code, minified. Lambda reads and parses all of it at each cold start. */
export const LARGEST_BUNDLE = 500_000;

/** Bundles of a build: name, bytes, and bytes by package. Throws when there is none, or a file is not the one that was built. */
export function readBundles(dist) {
  const bundles = JSON.parse(readFileSync(join(dist, 'build', 'bundles.json'), 'utf8'));
  if (bundles.length === 0) throw new Error(`${dist}: no function was built`);
  for (const { name, bytes } of bundles) {
    const found = statSync(join(dist, 'lambdas', name, 'index.mjs')).size;
    if (found !== bytes) throw new Error(`${name}: ${found} bytes, and ${bytes} were built`);
  }
  return bundles;
}

/** What is laid beside functions where it is wanted, each with its size. */
export const filesBeside = (dist) =>
  readdirSync(join(dist, 'lambdas'))
    .filter((name) => /\.[cm]js$/.test(name))
    .map((name) => ({ name, bytes: statSync(join(dist, 'lambdas', name)).size, packages: {} }));

const kB = (bytes) => `${Math.ceil(bytes / 1_000)} kB`;

/** A line for each bundle that is too large, with the five packages that take most of it. */
export function tooLarge(bundles, limit = LARGEST_BUNDLE) {
  return bundles
    .filter(({ bytes }) => bytes > limit)
    .map(({ name, bytes, packages }) => {
      const most = Object.entries(packages)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 5)
        .map(([owner, size]) => `${owner} ${kB(size)}`);
      return `${name}: ${bytes} bytes, and ${limit} are allowed. Most of it: ${most.join(', ')}`;
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const dist = fileURLToPath(new URL('../dist', import.meta.url));
  const bundles = [...readBundles(dist), ...filesBeside(dist)];
  for (const { name, bytes } of bundles) console.log(`${name.padEnd(20)} ${kB(bytes).padStart(7)}`);
  const refused = tooLarge(bundles);
  for (const line of refused) console.error(line);
  process.exitCode = refused.length > 0 ? 1 : 0;
}
