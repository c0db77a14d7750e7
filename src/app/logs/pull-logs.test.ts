import { describe, expect, it } from '@jest/globals';
import type { AppLogsInput } from '#config/app-logs-settings';
import { TrailhoundError } from '#core/errors';
import { ok } from '#core/result';
import { type EpochMs, epochMs } from '#core/time';
import type { LogGroupEvent, LogPageRefusal, LogPageRequest } from '#ports/log-groups';
import { type TestGroup, testLogEvents, testLogGroups } from '../../../test/support/app-log-groups.ts';
import { appDetectorOf, appLogging } from '../../../test/support/app-logs.ts';
import { OWN_TRACES } from '../../../test/support/app-traces.ts';
import { pacer } from '../pacer.ts';
import { pullLogs } from './pull-logs.ts';
import { LOG_REQUEST_INTERVAL_MS } from './walk-group.ts';

const NOW = 1_772_355_600_000;
const MINUTE = 60_000;
const WATCH = 'arn:aws:lambda:eu-west-1:123456789012:function:watch-logs';
const OURS = { name: 'ours', pattern: '', destinationArn: WATCH };
const other = (name: string) => ({ name, pattern: '', destinationArn: `${WATCH}-${name}` });

/** An event so many milliseconds before now. */
const ago = (ms: number, text: string, stream = 's1'): LogGroupEvent => ({
  ...{ stream, text, at: epochMs(NOW - ms) },
  id: String(10n ** 30n + BigInt(NOW - ms)),
});
const error = (n: number): string => `2026-03-01 08:00:00 ERROR app - order ${n} not placed`;

interface Ground {
  readonly groups?: Readonly<Record<string, TestGroup>>;
  readonly events?: Readonly<Record<string, readonly LogGroupEvent[]>>;
  readonly input?: AppLogsInput;
  readonly destinationArn?: string | undefined;
  readonly pageSize?: number;
  readonly refuse?: (request: LogPageRequest, asked: number) => LogPageRefusal | undefined;
}

function ground({ groups = {}, events = {}, input = {}, destinationArn, pageSize = 3, refuse }: Ground) {
  const deps = appLogging(input, appDetectorOf());
  const logGroups = testLogGroups(groups);
  const reader = testLogEvents(events, pageSize, refuse);
  const all = {
    ...{ ...deps, logGroups, events: reader, destinationArn, filterName: 'ours', trailGroups: ['/trail'] },
    ...{ accountId: '123456789012', region: 'eu-west-1', random: () => 0.5 },
    pacer: pacer(deps.clock, LOG_REQUEST_INTERVAL_MS),
  };
  const run = (ms = 5 * MINUTE) => pullLogs(epochMs(deps.clock.now() + ms), all);
  return { deps, logGroups, reader, run, all };
}

describe('which log groups are watched', () => {
  it('finds them by name, prefix and tag, without own, excluded and trail groups', async () => {
    const groups = {
      '/app/web': {},
      '/app/noise': {},
      '/trail': { tags: { team: 'shop' } },
      '/db': { tags: { team: 'shop' } },
      '/other': { tags: { team: 'else' } },
      '/app/trailhound-notify': {},
    };
    const input = {
      ...{ groups: ['/named', '/trail'], prefixes: ['/app/'], tags: [{ key: 'team', values: ['shop'] }] },
      ...{ exclude: ['/app/noise'], own: ['/app/trailhound-*'] },
    };
    const { run, reader } = ground({ groups, input });
    await run();

    expect(reader.asked.map(({ group }) => group)).toEqual(['/app/web', '/db', '/named']);
  });

  it('subscribes where a slot is free, and pulls where none is or where it is told to', async () => {
    const groups = {
      '/a': {},
      '/b': { filters: [other('x'), other('y')] },
      '/c': {},
      '/d': { filters: [other('x')] },
    };
    const input: AppLogsInput = {
      groups: ['/a', '/b', '/c', '/d', '/gone'],
      overrides: [{ group: '/c', door: 'pull' }],
    };
    const { run, logGroups, reader } = ground({ groups, input, destinationArn: WATCH });

    expect(await run()).toMatchObject({ subscribed: 2, pulled: 2 });
    expect(logGroups.filters.get('/a')).toEqual([OURS]);
    expect(logGroups.filters.get('/d')).toEqual([other('x'), OURS]);
    expect(reader.asked.map(({ group }) => group)).toEqual(['/b', '/c']);
  });

  it('removes its filter where a group is no longer wanted, and touches no other', async () => {
    const groups = { '/a': { filters: [other('x')] }, '/b': {} };
    const first = ground({ groups, input: { groups: ['/a', '/b'] }, destinationArn: WATCH });
    await first.run();
    const all = { ...first.all, appLogs: { ...first.all.appLogs, groups: ['/b'] } };
    await pullLogs(epochMs(first.deps.clock.now() + MINUTE), all);

    expect(first.logGroups.filters.get('/a')).toEqual([other('x')]);
    expect(first.logGroups.filters.get('/b')).toEqual([OURS]);
  });
});

describe('a subscription that AWS refuses', () => {
  it('keeps no other group from being watched: the group is pulled', async () => {
    const { all, deps, reader } = ground({
      ...{ groups: { '/a': {}, '/b': {} }, input: { groups: ['/a', '/b'] }, destinationArn: WATCH },
      events: { '/a': [ago(MINUTE, error(1))] },
    });
    const putFilter: typeof all.logGroups.putFilter = async (group, filter) => {
      if (group === '/a') throw new TrailhoundError('TH_LOGS_READ', 'AccessDenied');
      return all.logGroups.putFilter(group, filter);
    };
    const refusing = { ...all, logGroups: { ...all.logGroups, putFilter } };

    expect(await pullLogs(epochMs(deps.clock.now() + MINUTE), refusing)).toMatchObject({
      subscribed: 1,
      pulled: 1,
    });
    expect(reader.asked.map(({ group }) => group)).toEqual(['/a']);
  });
});

describe('pulling a log group', () => {
  const input = { groups: ['/a'] };

  it('reads what is new, page by page, and counts what it reads twice once', async () => {
    const events = { '/a': Array.from({ length: 10 }, (_, n) => ago((50 - n) * MINUTE, error(n))) };
    const { run, deps } = ground({ events, input });

    expect(await run()).toMatchObject({ counts: { errors: 10, added: 10 }, resumes: false, failed: [] });
    deps.clock.advance(60 * MINUTE);
    await run();
    expect(deps.findings.all()).toMatchObject([{ count: 10 }]);
  });

  it('finds what comes late, within ten minutes', async () => {
    const list = [ago(20 * MINUTE, error(1))];
    const { run, deps } = ground({ events: { '/a': list }, input });
    await run();
    list.push(ago(5 * MINUTE, error(2)));
    deps.clock.advance(MINUTE);
    await run();

    expect(deps.findings.all()).toMatchObject([{ count: 2 }]);
  });

  it('joins a trace that lies on two pages, and one that lies across the end of a run', async () => {
    const trace = OWN_TRACES['java']!;
    const at = (start: number) => trace.map((text, line) => ago(start - line, text));
    // The second one begins before the run's end, which is half a minute before now.
    const events = { '/a': [...at(20 * MINUTE), ...at(30_003)] };
    const { run, deps, reader } = ground({ events, input, pageSize: 2 });
    await run();
    expect(deps.findings.all()).toMatchObject([{ count: 1 }]);
    deps.clock.advance(60 * MINUTE);
    await run();

    expect(deps.findings.all()).toMatchObject([{ count: 2 }]);
    expect(reader.asked.length).toBeGreaterThan(6);
  });

  it('goes on in the next run where time was short, until all is read', async () => {
    const events = { '/a': Array.from({ length: 60 }, (_, n) => ago((55 - n / 2) * MINUTE, error(n))) };
    const { run, deps } = ground({ events, input });
    let runs = 0;
    for (let resumes = true; resumes && runs < 50; runs += 1)
      ({ resumes } = await run(3 * LOG_REQUEST_INTERVAL_MS));

    expect(runs).toBeGreaterThan(5);
    expect(runs).toBeLessThan(50);
    expect(deps.findings.all()).toMatchObject([{ count: 60 }]);
  });

  it('waits when it is refused, and begins again where it stood when its token has expired', async () => {
    const events = { '/a': Array.from({ length: 9 }, (_, n) => ago((50 - n) * MINUTE, error(n))) };
    const refuse = (_: LogPageRequest, asked: number): LogPageRefusal | undefined =>
      asked === 2 ? 'busy' : asked === 4 ? 'token-expired' : undefined;
    const { run, deps } = ground({ events, input, refuse });

    expect(await run()).toMatchObject({ resumes: false });
    expect(deps.findings.all()).toMatchObject([{ count: 9 }]);
    expect(Math.max(...deps.clock.slept)).toBeGreaterThan(LOG_REQUEST_INTERVAL_MS);
  });

  it('reads the others when one can not be read, and says which', async () => {
    const events = { '/b': [ago(MINUTE, error(1))], '/a': [] };
    const refuse = ({ group }: LogPageRequest): undefined => {
      if (group === '/a') throw new TrailhoundError('TH_LOGS_READ', 'AccessDenied');
      return undefined;
    };
    const { run, deps } = ground({ events, input: { groups: ['/a', '/b'] }, refuse });

    expect(await run()).toMatchObject({
      failed: ['/a'],
      groups: [{ problem: 'TH_LOGS_READ: AccessDenied' }, {}],
    });
    expect(deps.findings.all()).toMatchObject([{ count: 1 }]);
  });

  it('moves no checkpoint past what could not be stored', async () => {
    const events = { '/a': [ago(20 * MINUTE, error(1))] };
    const { run, deps, all } = ground({ events, input });
    const record = async (): Promise<never> => {
      throw new Error('unreachable');
    };
    const broken = { ...all, findings: { ...deps.findings, record } };
    expect(await pullLogs((NOW + MINUTE) as EpochMs, broken)).toMatchObject({ failed: ['/a'] });
    await run();

    expect(deps.findings.all()).toMatchObject([{ count: 1 }]);
  });

  it('gets on through a range of which no page has an event, in runs that are too short for it', async () => {
    const found = ago(2 * MINUTE, error(1));
    const { deps, all } = ground({ input });
    // A page looks at twenty seconds of what was written.
    const page: typeof all.events.page = async ({ from, to, nextToken }) => {
      const start = Number(nextToken ?? from);
      const end = start + 20_000;
      const events = found.at >= start && found.at < end && found.at <= to ? [found] : [];
      return ok(end <= to ? { events, nextToken: String(end) } : { events });
    };
    let runs = 0;
    for (let resumes = true; resumes && runs < 200; runs += 1) {
      const deadline = epochMs(deps.clock.now() + 6 * LOG_REQUEST_INTERVAL_MS);
      ({ resumes } = await pullLogs(deadline, { ...all, events: { page } }));
    }

    expect(runs).toBeLessThan(200);
    expect(deps.findings.all()).toMatchObject([{ count: 1 }]);
  });

  it('begins anywhere where there is no time for all, so that none is always the last', async () => {
    const groups = Array.from({ length: 20 }, (_, n) => `/g${n}`);
    const { all, deps } = ground({ input: { groups } });
    const first = async (random: number) => {
      const report = await pullLogs(epochMs(deps.clock.now() + MINUTE), { ...all, random: () => random });
      return report.groups[0]?.group;
    };

    expect(await first(0)).not.toBe(await first(0.95));
  });

  it('gives every group its share of the time', async () => {
    const many = Array.from({ length: 500 }, (_, n) => ago((59 - n / 20) * MINUTE, error(n)));
    const { run } = ground({
      events: { '/a': many, '/b': [ago(MINUTE, error(1))] },
      input: { groups: ['/a', '/b'] },
    });
    const report = await run(40_000);

    expect(report.groups).toMatchObject([{ group: '/a' }, { group: '/b', end: 'done' }]);
  });
});
