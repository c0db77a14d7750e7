// Leaves re2js out of a function's bundle, where it was a quarter of the code: few events meet a regular expression.
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';

/** What stands for it in bundles, and loads it from the file beside them. Only bundles that need that file carry it. */
export const STAND_IN = 'lambdas/bundled/re2js-beside.ts';

/** The plugin of a bundle. `root` is the checkout. The engine goes on importing re2js as everybody does. */
export const re2jsBeside = (root) => ({
  name: 're2js-beside',
  setup(build) {
    // It looks for its file when it is loaded; a function that reads rules and compiles none must not.
    build.onResolve({ filter: /^re2js$/ }, () => ({ path: join(root, STAND_IN), sideEffects: false }));
  },
});

/** Builds `regex.cjs` into `outdir`: what the engine imports of re2js, whole. */
export const buildRegex = (root, outdir) =>
  esbuild({
    stdin: { contents: "export { RE2JS } from 're2js';", resolveDir: root },
    outfile: join(outdir, 'regex.cjs'),
    ...{ bundle: true, minify: true, format: 'cjs', platform: 'node', target: 'node20' },
    ...{ mainFields: ['module', 'main'], legalComments: 'none', logLevel: 'warning' },
  });
