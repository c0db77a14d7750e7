import { describe, expect, it } from '@jest/globals';
import { TrailhoundError } from '#core/errors';
import { coloursFor } from '../output/colours.ts';
import { commandLog, tellingFields, troubleOnce } from './command-log.ts';
import { sayOutcome } from './with-pipeline.ts';

const errColours = coloursFor({ env: {}, isTerminal: false, refused: true });

/** A log that says trouble once, and what it said. */
function saying() {
  const said: string[] = [];
  const context = { say: (line: string) => said.push(line), errColours };
  return { said, log: troubleOnce(commandLog(context)) };
}
const unsent = (reason: string, cause?: Error): TrailhoundError =>
  new TrailhoundError('TH_ALERT_SEND', reason, { cause });

describe('tellingFields', () => {
  it('says the fields that are named, escaped, and no other', () => {
    const said: string[] = [];
    const log = tellingFields(commandLog({ say: (line) => said.push(line), errColours }), ['tag', 'refused']);
    log.warn('lines were refused', { tag: 'app\u001b[2J', refused: 3, first: 'hunter2' });
    log.warn('something else', { first: 'hunter2' });

    expect(said).toEqual([
      expect.stringMatching(/^lines were refused \(tag app.+, refused 3\)$/),
      'something else',
    ]);
    expect(said.join()).not.toContain('hunter2');
    expect(said.join()).not.toContain('\u001b');
  });
});

describe('troubleOnce', () => {
  it('says the same failure once, and each other one', () => {
    const { said, log } = saying();
    for (const at of ['a', 'a', 'b', 'a']) log.error('alert not sent', {}, unsent(at));

    expect(said).toEqual(['alert not sent (TH_ALERT_SEND a)', 'alert not sent (TH_ALERT_SEND b)']);
  });

  it('takes a failure that differs in its finding alone for the same', () => {
    const { said, log } = saying();
    for (const id of ['20260317T1400Z-qm7g6pjkjmqzt3rf', '20260317T1400Z-dzdudnrzctiwzjgq']) {
      log.error('alert not marked', {}, unsent(`writing finding ${id} failed`));
    }

    expect(said).toHaveLength(1);
  });

  it('leaves out the count at the end of a drain', () => {
    const { said, log } = saying();
    log.error('alerts drained', { failed: 8 });

    expect(said).toEqual([]);
  });

  it('names a full disk', () => {
    const { said, log } = saying();
    log.error('alert not sent', {}, unsent('a', Object.assign(new Error('write'), { code: 'ENOSPC' })));

    expect(said).toEqual(['alert not sent (TH_ALERT_SEND a: the disk is full)']);
  });
});

describe('sayOutcome', () => {
  it.each([
    {
      alerts: { sent: 0, folded: 0, failed: 8 },
      says: 'Alerts: 0 sent alone, 0 folded into a summary, 8 not taken (they stay pending).',
    },
    { alerts: { sent: 0, folded: 0, failed: 1 }, says: '1 not taken (it stays pending).' },
    { alerts: { sent: 0, folded: 0, failed: 0 }, says: 'Nothing new: no finding added, no alert sent.' },
  ])('of a run that added no finding tells what became of the alerts: $alerts', ({ alerts, says }) => {
    const said: string[] = [];
    sayOutcome({ created: 0, grown: 0 }, alerts, { say: (line) => said.push(line), errColours });

    expect(said).toEqual([expect.stringContaining(says)]);
  });
});
