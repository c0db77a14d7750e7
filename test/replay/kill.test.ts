import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeKillInput } from './kill-input.ts';
import { killTrial, type Reference, takeReference } from './kill-trial.ts';

const RUNS = Number(process.env['TRAILHOUND_KILL_RUNS'] ?? 6);
/** A new one every time: over many runs of the suite, many moments are tried. */
const SEED = Number(process.env['TRAILHOUND_SEED'] ?? Date.now() % 1_000_000);

describe('a replay that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-kill-input-'));
  let reference: Reference;
  beforeAll(async () => {
    const input = join(folder, 'events.ndjson');
    writeKillInput(input);
    reference = await takeReference(input);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
    'loses no finding, counts none wrong and leaves nobody without an alert (TRAILHOUND_SEED=%i TRAILHOUND_KILL_RUNS=1)',
    async (seed) => {
      expect(await killTrial(seed, reference)).toMatchObject({ missing: 0, wrongCounts: 0, problems: [] });
    },
    300_000,
  );
});
