#!/usr/bin/env node
// Starts the built command line; builds it first in a checkout that was installed without running scripts.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/cli/main.mjs', import.meta.url);
if (!existsSync(built)) {
  const { buildOrSay } = await import(new URL('../scripts/build.mjs', import.meta.url).href);
  if (!(await buildOrSay({ quiet: true }))) process.exit(1);
}
const { main } = await import(built.href);
process.exitCode = await main(process.argv.slice(2), fileURLToPath(new URL('..', import.meta.url)));
