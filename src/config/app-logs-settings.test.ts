import { describe, expect, it } from '@jest/globals';
import { refusalOf, settingsOfGroup } from '#core/logs/app-log-settings';
import { APP_LOG_DEFAULTS, readAppLogs, withDefaults } from './app-logs-settings.ts';

describe('readAppLogs', () => {
  it('fills in what is not said', () => {
    expect(readAppLogs({})).toEqual({ ok: true, value: APP_LOG_DEFAULTS });
    const read = readAppLogs({
      groups: ['/app/web'],
      severities: { kinds: { http: 'low' }, spike: 'medium' },
    });
    expect(read).toMatchObject({
      ok: true,
      value: {
        groups: ['/app/web'],
        severities: { kinds: { http: 'low', crash: 'high' }, spike: 'medium', levels: { fatal: 'high' } },
      },
    });
  });

  it('says everything that is wrong, with its place', () => {
    const read = readAppLogs({
      gruops: [],
      groups: ['a b'],
      prefixes: 'x',
      tags: [{ key: 'team', values: 'web' }],
      level: 'ERROR',
      everyMinutes: 1,
      rate: { count: 0 },
      spike: { least: 5, score: 4, more: 1 },
      severities: { levels: { notice: 'low' }, rate: 'severe' },
      overrides: [{ level: 'warn' }, { group: '/app/*', door: 'push' }],
    });

    expect(read.ok ? [] : read.error.map((problem) => problem.split(':')[0])).toEqual([
      ...[
        'gruops',
        'groups',
        'prefixes',
        'everyMinutes',
        'tags',
        'level',
        'rate.count',
        'rate.minutes',
        'spike.more',
      ],
      ...['severities.levels', 'severities.rate', 'overrides[0].group', 'overrides[1].door'],
    ]);
  });

  it.each([[null], [[]], ['x'], [7]])('refuses %j', (value) => {
    expect(readAppLogs(value)).toMatchObject({ ok: false });
  });
});

describe('what holds for one group', () => {
  const settings = withDefaults({
    own: ['/aws/lambda/trailhound-*'],
    exclude: ['/app/noise'],
    severities: { spike: 'low' },
    overrides: [
      { group: '/app/we*', level: 'warn', severities: { rate: 'critical' } },
      { group: '/app/web', level: 'fatal' },
    ],
  });

  it.each([
    ['/aws/lambda/trailhound-notify', 'own'],
    ['/app/noise', 'excluded'],
    ['/app/noise2', undefined],
  ])('tells whether %s may be watched', (group, refusal) => {
    expect(refusalOf(group, settings)).toBe(refusal);
  });

  it('is the first override that fits, on top of what holds for all', () => {
    expect(settingsOfGroup('/app/web', settings)).toMatchObject({
      level: 'warn',
      severities: { spike: 'low', rate: 'critical', levels: { warn: 'low' } },
    });
    expect(settingsOfGroup('/db/x', settings)).toMatchObject({ level: 'error' });
  });
});
