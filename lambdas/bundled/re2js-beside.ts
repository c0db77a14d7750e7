import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TrailhoundError } from '#core/errors';

/** What the engine uses of re2js, as the build writes it and the stack lays it beside the code. */
const FILE = './regex.cjs';

// Looked for at the cold start: a deployment that forgot it stops here, and not at the first event that needs it.
if (!existsSync(new URL(FILE, import.meta.url)))
  throw new TrailhoundError(
    'TH_BUNDLE_MISSING',
    `${FILE}: not there. It belongs beside the code of each function that matches rules, from the same build`,
  );

let loaded: { readonly RE2JS: object } | undefined;

/** Required, not imported: an expression is compiled where nobody can wait. */
function load(): object {
  loaded ??= createRequire(import.meta.url)(FILE) as { readonly RE2JS: object };
  return loaded.RE2JS;
}

/**
 * Stands for re2js in the bundles of functions: it lies in a file of its own, and is loaded when an expression is first
 * compiled. Most invocations see no text that a regular expression is asked about.
 */
export const RE2JS: object = new Proxy({}, { get: (_target, name): unknown => Reflect.get(load(), name) });
