import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailhoundError } from '#core/errors';

/** What a function needs to write traces; X-Ray has no resources to name (Service Authorization Reference, AWS X-Ray). */
export const TRACING_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] as const;

/** The tracer as a file beside the code. Throws `TH_BUNDLE_MISSING` when it has not been built. */
export function tracerFile(bundles: string): Readonly<Record<string, string>> {
  const path = join(bundles, 'tracing.mjs');
  try {
    return { 'tracing.mjs': readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new TrailhoundError('TH_BUNDLE_MISSING', `${path}: not there. Run: npm run build`, { cause });
  }
}
