import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import { buildEngine, type SigmaEvent } from '#sigma/match/engine';

const DATA = '../shared/data/trailalerts';
const present = existsSync(`${DATA}/tests.ndjson`);
const suite = present ? describe : describe.skip;
const reason = present ? '' : ' (skipped: the recorded data is not here)';

interface Verdict {
  readonly case: string;
  readonly rule_file: string;
  readonly expected: boolean;
  readonly by_specification: boolean;
  readonly contested: boolean;
  readonly event: SigmaEvent;
}

const verdicts: Verdict[] = present
  ? readFileSync(`${DATA}/tests.ndjson`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : [];

/** Each file by itself: two of them share an id, which one rule set refuses. */
const load = (file: string) => loadRules([{ file, text: readFileSync(`${DATA}/rules/${file}`, 'utf8') }]);

suite(`TrailAlerts' rules on their authors' events${reason}`, () => {
  it('load, all of them', () => {
    const files = readdirSync(`${DATA}/rules`);
    expect(files).toHaveLength(26);
    for (const file of files)
      expect(load(file).documents.map(({ state, message }) => ({ file, state, message }))).toEqual([
        { file, state: 'loaded', message: 'loaded' },
      ]);
  });

  it('are 53 cases, 27 of them matches', () => {
    expect(verdicts).toHaveLength(53);
    expect(verdicts.filter((one) => one.expected)).toHaveLength(27);
    expect(verdicts.filter((one) => one.contested)).toHaveLength(2);
  });

  it.each(verdicts)('$case', ({ rule_file: file, event, by_specification: wanted }) => {
    expect(buildEngine(load(file).rules).match(event).length > 0).toBe(wanted);
  });
});
