import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailhoundError } from '#core/errors';

/** What a function needs to write traces; X-Ray has no resources to name (Service Authorization Reference, AWS X-Ray). */
export const TRACING_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] as const;

/** The tracer as a file beside the code. Throws `TH_BUNDLE_MISSING` when it has not been built. */
export const tracerFile = (bundles: string): Readonly<Record<string, string>> =>
  beside(bundles, 'tracing.mjs');

/** What hands events on to be searched, as a file beside the code. Throws `TH_BUNDLE_MISSING` when it has not been built. */
export const shippingFile = (bundles: string): Readonly<Record<string, string>> =>
  beside(bundles, 'shipping.mjs');

/** Regular expressions as a file beside the code of a function that matches. Throws `TH_BUNDLE_MISSING` when it has not been built. */
export const regexFile = (bundles: string): Readonly<Record<string, string>> => beside(bundles, 'regex.cjs');

function beside(bundles: string, name: string): Readonly<Record<string, string>> {
  const path = join(bundles, name);
  try {
    return { [name]: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new TrailhoundError('TH_BUNDLE_MISSING', `${path}: not there. Run: npm run build`, { cause });
  }
}
