import { describe, expect, it } from '@jest/globals';
import { TrailhoundError } from '#core/errors';
import { collectSettings } from './collect-settings.ts';
import { readSettings } from './settings.ts';
import { triageSettings } from './triage-settings.ts';

const needed = { TRAILHOUND_FINDINGS_TABLE: 'findings', TRAILHOUND_STATE_TABLE: 'state' };

function refusal(env: Record<string, string>): string {
  try {
    readSettings(collectSettings, { ...needed, ...env });
  } catch (error) {
    return error instanceof TrailhoundError && error.code === 'TH_SETTINGS_REFUSED'
      ? error.message
      : String(error);
  }
  return 'accepted';
}

describe('readSettings', () => {
  it('takes defaults for what is not given or empty', () => {
    expect(readSettings(collectSettings, { ...needed, PATH: '/bin', TRAILHOUND_REGIONS: '' })).toEqual({
      ...{ logLevel: 'info', findingsTable: 'findings', stateTable: 'state', rulesFile: 'rules.json' },
      ...{
        suppressionsFile: 'none',
        alertFloor: 'medium',
        retentionDays: 90,
        latenessHours: 24,
        regions: ['us-east-1'],
      },
      ...{ overlapMinutes: 20, lookBackMinutes: 60, stopMarginSeconds: 20 },
      ...{ deployment: 'trailhound', heartbeat: 'none', logSampleRate: 0, tracing: 'off' },
      ...{ searchEvents: 'none', searchQueueUrl: 'none' },
    });
  });

  it('reads us-east-1 whether it is named or not, and each region once', () => {
    const read = (regions: string) =>
      readSettings(collectSettings, { ...needed, TRAILHOUND_REGIONS: regions }).regions;
    expect(read('eu-west-1, eu-west-1,us-gov-west-1')).toEqual(['us-east-1', 'eu-west-1', 'us-gov-west-1']);
    expect(read('eu-west-1,us-east-1')).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('reports everything that is wrong at once', () => {
    const env = {
      TRAILHOUND_OVERLAP_MINUTES: '19',
      TRAILHOUND_REGIONS: 'Ireland',
      TRAILHOUND_LOG_LEVEL: 'loud',
    };
    expect(() => readSettings(collectSettings, env)).toThrow(
      [
        '5 problem(s) in the settings:',
        'TRAILHOUND_LOG_LEVEL: found "loud", expected one of debug, info, warn, error: not one of debug, info, warn, error',
        'TRAILHOUND_FINDINGS_TABLE: missing, expected table name (DynamoDB table that holds the findings.)',
        'TRAILHOUND_STATE_TABLE: missing, expected table name (DynamoDB table that holds checkpoints, counts and quarantined input.)',
        'TRAILHOUND_REGIONS: found "Ireland", expected AWS regions, separated by commas: a name that is no region',
        'TRAILHOUND_OVERLAP_MINUTES: found "19", expected minutes, 20 to 1440: not between 20 and 1440',
      ].join('\n'),
    );
  });

  it.each([
    { TRAILHOUND_RETENTION_DAYS: '90.5' },
    { TRAILHOUND_RETENTION_DAYS: '-1' },
    { TRAILHOUND_RETENTION_DAYS: '1e3' },
    { TRAILHOUND_RETENTION_DAYS: '0' },
    { TRAILHOUND_LOOK_BACK_MINUTES: '129601' },
    { TRAILHOUND_REGIONS: ' , ' },
    { TRAILHOUND_FINDINGS_TABLE: 'a b' },
    { TRAILHOUND_ALERT_FLOOR: 'High' },
  ])('refuses %j', (env) => {
    const [[name, value]] = Object.entries(env) as [[string, string]];
    expect(refusal(env)).toContain(`${name}: found ${JSON.stringify(value)}, expected `);
  });

  it('refuses our own names that it does not know, and leaves those of others alone', () => {
    expect(refusal({ TRAILHOUND_REGION: 'eu-west-1', AWS_REGION: 'x' })).toContain(
      'TRAILHOUND_REGION: unknown; known are TRAILHOUND_LOG_LEVEL, ',
    );
  });

  it('shows hostile values escaped and cut', () => {
    expect(refusal({ TRAILHOUND_LOG_LEVEL: `\u001b[31m\n${'x'.repeat(500)}` })).toMatch(
      /found "\\u001b\[31m\\nx{70,80}…"/,
    );
  });
});

describe('every setting', () => {
  const all = Object.entries({ ...triageSettings, ...collectSettings });

  it.each(all)('%s has a unit, a description, and a default that its own schema takes', (_name, one) => {
    expect(one.env).toMatch(/^TRAILHOUND_[A-Z_]+$/);
    expect(one.unit).not.toBe('');
    expect(one.description).toMatch(/^[A-Z].*\.$/);
    if ('default' in one) expect(one.schema(one.default)).toMatchObject({ ok: true });
  });
});
