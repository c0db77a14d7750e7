import { describe, expect, it } from '@jest/globals';
import { pacer } from '#app/pacer';
import { TrailhoundError } from '#core/errors';
import { epochMs } from '#core/time';
import { watchLines } from '../../src/app/logs/watch-entries.ts';
import { testLogEvents, testLogGroups } from '../../test/support/app-log-groups.ts';
import { appLogging, batchOf } from '../../test/support/app-logs.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { createHandler } from './handler.ts';

const at = epochMs(1_772_355_600_000 - 60_000 * 5);
const call = (ms = 300_000) => ({
  getRemainingTimeInMillis: () => ms,
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:pull-logs',
});

function setUp(group = '/app/web') {
  const metrics = notedMetrics();
  const deps = { ...appLogging({ groups: [group] }), metrics };
  const text = '{"level":"error","msg":"no stock"}';
  const events = testLogEvents({ '/app/web': [{ id: '1', stream: 's1', at, text }] }, 100);
  const handler = createHandler({
    ...{ ...deps, events, logGroups: testLogGroups({}), filterName: 'ours', destinationArn: undefined },
    ...{ trailGroups: [], region: 'eu-west-1', random: () => 0.5, stopMarginMs: 20_000 },
    pacer: pacer(deps.clock, 1),
  });
  return { deps, handler, events, metrics };
}

describe('pull-logs', () => {
  it('pulls the log groups that are watched, with account and region from its own name', async () => {
    const { deps, handler, metrics } = setUp();

    expect(await handler({}, call())).toMatchObject({ pulled: 1, counts: { errors: 1 }, failed: [] });
    expect(deps.findings.all()).toMatchObject([{ accountId: '123456789012', region: 'eu-west-1' }]);
    expect(metrics.flushed).toHaveLength(1);
  });

  it('only gives out what waits when it is asked to flush', async () => {
    const { deps, handler, events } = setUp();
    await watchLines([batchOf(['2026-03-01 09:00:00 ERROR app - order not placed'])], deps);
    deps.clock.advance(61_000);

    expect(await handler({ mode: 'flush' }, call())).toMatchObject({ errors: 1 });
    expect(events.asked).toEqual([]);
  });

  it('begins nothing when there is no time', async () => {
    const { handler, events } = setUp();

    expect(await handler({}, call(20_000))).toMatchObject({ resumes: true });
    expect(events.asked).toEqual([]);
  });

  it('fails at the end when a log group could not be read, so that the alarm sees it', async () => {
    const { deps, handler } = setUp();
    const page = async (): Promise<never> => {
      throw new TrailhoundError('TH_LOGS_READ', '/app/web: AccessDenied');
    };
    const broken = createHandler({
      ...{
        ...deps,
        events: { page },
        logGroups: testLogGroups({}),
        filterName: 'x',
        destinationArn: undefined,
      },
      ...{ trailGroups: [], region: 'eu-west-1', random: () => 0.5, stopMarginMs: 20_000 },
      pacer: pacer(deps.clock, 1),
    });

    await expect(broken({}, call())).rejects.toMatchObject({
      code: 'TH_LOGS_READ',
      message: expect.stringContaining('1 of 1 log groups not read'),
    });
    await expect(handler({ mode: 'push' }, call())).rejects.toMatchObject({ code: 'TH_SETTINGS_REFUSED' });
  });
});
