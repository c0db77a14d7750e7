import { describe, expect, it } from '@jest/globals';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import type { ErrorRow } from './error-row.ts';
import { kindTally } from './kind-tally.ts';

const row = (fingerprint: string): ErrorRow => ({
  ...{ file: 'app.log', lines: [1, 1], level: 'error', kind: 'log' },
  ...{ fingerprint, template: 'lost', message: 'lost' },
});

describe('kindTally', () => {
  it('counts the errors of kinds for which there is no room, and goes on with those it has', () => {
    const tally = kindTally(APP_LOG_DEFAULTS);
    for (let n = 0; n < 20_003; n += 1) tally.add(row(`kind-${n}`), 'medium', undefined);
    tally.add(row('kind-0'), 'medium', undefined);

    expect(tally.leftOut()).toBe(3);
    expect(tally.kinds()).toHaveLength(20_000);
    expect(tally.kinds()[0]).toMatchObject({ fingerprint: 'kind-0', count: 2 });
  });
});
