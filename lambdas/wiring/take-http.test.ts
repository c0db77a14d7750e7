import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import { wireTakeHttp } from './take-http.ts';
import { wireWatchIntake } from './watch-intake.ts';

const env = {
  TRAILHOUND_STATE_TABLE: 'state',
  TRAILHOUND_INTAKE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/intake',
};
const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Token-AbCdEf';

describe('wireTakeHttp', () => {
  it('leaves the question who may send to the function URL, or asks for a secret', async () => {
    const open = wireTakeHttp({ ...env, TRAILHOUND_INTAKE_AUTH: 'iam' });
    expect(await open.permit(undefined)).toBe('granted');
    const guarded = wireTakeHttp({ ...env, TRAILHOUND_INTAKE_SECRET_ARN: secret });
    expect(guarded.maxBytes).toBe(4_000_000);
  });

  it.each([
    { name: 'no queue', given: { TRAILHOUND_STATE_TABLE: 'state', TRAILHOUND_INTAKE_AUTH: 'iam' } },
    { name: 'no secret where one is asked for', given: env },
    { name: 'something else as secret', given: { ...env, TRAILHOUND_INTAKE_SECRET_ARN: 'a b' } },
    { name: 'another kind of permission', given: { ...env, TRAILHOUND_INTAKE_AUTH: 'open' } },
  ])('stops the cold start on $name', ({ given }) => {
    expect(() => wireTakeHttp(given)).toThrow(expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }));
  });
});

describe('wireWatchIntake', () => {
  it('needs no settings of application logs, and refuses broken ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailhound-wiring-'));
    const rule =
      'title: Seen\nlogsource: { product: aws, service: cloudtrail }\ndetection: { a: { eventName: StopLogging }, condition: a }';
    const [rules, broken] = [join(folder, 'rules.json'), join(folder, 'app-logs.json')];
    writeFileSync(rules, JSON.stringify(loadRules([{ file: 'a.yml', text: rule }])));
    writeFileSync(broken, '{"levl":"error"}');
    const tables = { TRAILHOUND_FINDINGS_TABLE: 'findings', TRAILHOUND_STATE_TABLE: 'state' };
    const given = { ...tables, TRAILHOUND_RULES_FILE: rules };
    expect(wireWatchIntake(given)).toHaveProperty('watchLines');
    expect(() => wireWatchIntake({ ...given, TRAILHOUND_APP_LOGS_FILE: broken })).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }),
    );
  });
});
