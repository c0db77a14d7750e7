import { describe, expect, it } from '@jest/globals';
import { wireRedrive } from './redrive.ts';
import { wireWatchSelf } from './watch-self.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012';

const redriveEnv = {
  TRAILHOUND_STATE_TABLE: 'state',
  TRAILHOUND_FAILURES_BUCKET: 'stack-failures-1',
  TRAILHOUND_REDRIVE_FUNCTIONS: `${ARN}:a,${ARN}:b`,
};
const selfEnv = {
  ...{ TRAILHOUND_STATE_TABLE: 'state', TRAILHOUND_FINDINGS_TABLE: 'findings' },
  ...{ TRAILHOUND_ALERT_TOPIC_ARN: `${TOPIC}:alerts`, TRAILHOUND_HEALTH_TOPIC_ARN: `${TOPIC}:health` },
  TRAILHOUND_FAILURES_BUCKET: 'stack-failures-1',
};

describe('wireRedrive', () => {
  it('carries settings over in the units that the use case takes', () => {
    expect(wireRedrive(redriveEnv)).toMatchObject({
      stopMarginMs: 90_000,
      settings: { attempts: 5, functions: [`${ARN}:a`, `${ARN}:b`], repeating: [] },
    });
    expect(wireRedrive({ ...redriveEnv, TRAILHOUND_REDRIVE_FUNCTIONS: 'none' }).settings.functions).toEqual(
      [],
    );
  });

  it.each([
    { name: 'a function with a version', env: { TRAILHOUND_REDRIVE_FUNCTIONS: `${ARN}:a:$LATEST` } },
    { name: 'a function that is a pattern', env: { TRAILHOUND_REDRIVE_FUNCTIONS: `${ARN}:*` } },
    { name: 'no function', env: { TRAILHOUND_REDRIVE_FUNCTIONS: '' } },
    { name: 'a bucket that is none', env: { TRAILHOUND_FAILURES_BUCKET: 'A B' } },
  ])('stops the cold start on $name', ({ env }) => {
    expect(() => wireRedrive({ ...redriveEnv, ...env })).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }),
    );
  });
});

describe('wireWatchSelf', () => {
  it('expects nothing that was not said', () => {
    expect(wireWatchSelf(selfEnv).expected).toMatchObject({
      ...{ subscribers: 0, logGroups: [], doors: [], heartbeatDoors: [], deadLetterUrls: [] },
    });
  });

  it('expects heartbeats of the doors that this account shows in', () => {
    const env = {
      ...{ ...selfEnv, TRAILHOUND_DOORS: 'logs,objects', TRAILHOUND_HEARTBEAT_MINUTES: '15' },
      ...{ TRAILHOUND_FOREIGN_DOORS: 'objects', TRAILHOUND_LOG_GROUPS: '/aws/cloudtrail/x,trail_2' },
    };
    expect(wireWatchSelf(env).expected).toMatchObject({
      ...{
        doors: ['logs', 'objects'],
        heartbeatDoors: ['logs'],
        logGroups: ['/aws/cloudtrail/x', 'trail_2'],
      },
    });
    expect(wireWatchSelf({ ...env, TRAILHOUND_HEARTBEAT_MINUTES: '0' }).expected.heartbeatDoors).toEqual([]);
  });

  it('stops the cold start on a door that does not exist', () => {
    expect(() => wireWatchSelf({ ...selfEnv, TRAILHOUND_DOORS: 'windows' })).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }),
    );
  });
});
