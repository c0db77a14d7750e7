import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { TrailhoundError } from '#core/errors';
import { epochMs, isoFromMs } from '#core/time';
import type { FindingStore } from '#ports/finding-store';
import { testEvent, testMatches, testRule } from '../../test/support/dynamo-events.ts';
import { recordMatches } from '../../test/support/dynamo-story.ts';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { type CliContext, makeContext } from '../context.ts';
import { commandLog } from './command-log.ts';
import { printFindings } from './print-findings.ts';

/** A context whose outputs are kept. */
function kept(): { readonly context: CliContext; readonly text: () => { out: string; err: string } } {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    new Writable({
      write: (chunk, _encoding, done) => {
        said[name] += String(chunk);
        done();
      },
    });
  async function* stdin(): AsyncGenerator<Uint8Array> {}
  const io = {
    ...{ stdin: stdin(), stdout: stream('out'), stderr: stream('err'), env: {}, cwd: '.', root: '.' },
    clock: fakeClock(),
  };
  return { context: makeContext([], io, () => {}), text: () => said };
}

/** Records so many findings of a rule, one an hour. */
async function hourly(store: FindingStore, count: number, rule = testRule(), from = '2026-01-01') {
  const start = Date.parse(from);
  const events = Array.from({ length: count }, (_, n) =>
    testEvent(`${rule.title}-${n}`, { at: isoFromMs(epochMs(start + n * 3_600_000)) }),
  );
  await recordMatches(store, testMatches(events, rule));
}
const rowsOf = (out: string) => out.trimEnd().split('\n').slice(2);

describe('printFindings', () => {
  it('prints findings of every status, the worst first, then the oldest', async () => {
    const store = memoryFindingStore();
    const low = testRule({ ruleId: 'l', title: 'Listed', severity: 'low' });
    await hourly(store, 2);
    await recordMatches(store, testMatches([testEvent('s', { at: '2026-01-01T05:00:00Z' })], low, 'drill'));
    const { context, text } = kept();
    await printFindings(store, 'my data', context);

    expect(text().out).toMatch(/^Findings in my data\nID +SEVERITY {2}FIRST SEEN/);
    expect(rowsOf(text().out).map((row) => row.split(/ {2,}/).slice(1, 6))).toEqual([
      ['high', expect.stringMatching(/^2026-01-01.00:00/), '1', 'open', 'Trail stopped'],
      ['high', expect.stringMatching(/^2026-01-01.01:00/), '1', 'open', 'Trail stopped'],
      ['low', expect.stringMatching(/^2026-01-01.05:00/), '1', 'suppressed', 'Listed'],
    ]);
  });

  it('finds the worst among thousands, however old it is, and says how many are not shown', async () => {
    const store = memoryFindingStore();
    const critical = testRule({ ruleId: 'c', title: 'Root', severity: 'critical' });
    await hourly(store, 1, critical, '2025-12-01');
    await hourly(store, 1200);
    const { context, text } = kept();
    await printFindings(store, 'd', context);

    expect(rowsOf(text().out)).toHaveLength(40);
    expect(rowsOf(text().out)[0]).toMatch(/^[a-z2-7]{8} {2}critical .* Root /);
    expect(text().err).toBe(
      'and 1,161 more findings: npx trailhound findings list --status all --limit 1201 --data d\n',
    );
  });

  it('sends those who want more than a list can show to the export', async () => {
    const store = memoryFindingStore();
    await hourly(store, 1);
    const [one] = (await store.query({ by: 'status', status: 'open' }, { limit: 1 })).findings;
    if (!one) throw new Error('nothing was recorded');
    const findings = Array.from({ length: 10_001 }, (_, n) => ({ ...one, findingId: `f-${n}` }));
    const { context, text } = kept();
    await printFindings({ ...store, query: async () => ({ findings }) }, "my 'data", context);

    expect(text().err).toBe(
      "and 9,961 more findings: npx trailhound findings export --format csv --data 'my '\\''data' > findings.csv\n",
    );
  });

  it('shows hostile names escaped', async () => {
    const store = memoryFindingStore();
    const hostile = testEvent('h', { principal: 'eve\u001b[2J\nhigh' });
    await recordMatches(store, testMatches([hostile]));
    const { context, text } = kept();
    await printFindings(store, 'd', context);

    expect(rowsOf(text().out)).toHaveLength(1);
    expect(text().out).not.toContain('\u001b');
  });

  it('says when there are none', async () => {
    const { context, text } = kept();
    await printFindings(memoryFindingStore(), 'd', context);

    expect(text()).toEqual({ out: '', err: 'No findings.\n' });
  });
});

describe('commandLog', () => {
  it('says warnings and errors, with the cause where it is ours to tell, and nothing else', () => {
    const { context, text } = kept();
    const log = commandLog(context);
    log.debug('d');
    log.info('i');
    log.warn('input in quarantine', { inputs: 1 });
    log.error('alert not sent', {}, new TrailhoundError('TH_ALERT_SEND', 'disk\u001b[2J full'));
    log.error('alert not marked', {}, new Error('hunter2'));

    const lines = text().err.trimEnd().split('\n');
    expect(lines).toEqual([
      'input in quarantine',
      expect.stringMatching(/^alert not sent \(TH_ALERT_SEND disk.*full\)$/),
      'alert not marked',
    ]);
    expect(text().err).not.toContain('\u001b');
  });
});
