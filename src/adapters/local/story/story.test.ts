import { describe, expect, it } from '@jest/globals';
import type { CloudTrailRecord } from '#core/event';
import { parseTime } from '#core/time';
import type { ActName } from './acts.ts';
import { story, storyAttack, storyVariants } from './story.ts';

const records = story();
const attack = storyAttack();
const actOf = new Map(attack.map((note) => [note.eventID, note.act]));
const ordinary = records.filter((record) => !actOf.has(String(record['eventID'])));

const at = (record: CloudTrailRecord, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], record);
const take = (act: ActName, eventName: string) =>
  records.filter(
    (record) => actOf.get(String(record['eventID'])) === act && record['eventName'] === eventName,
  );

describe('story', () => {
  it('is the same on every telling, and another for another seed', () => {
    expect(JSON.stringify(story())).toBe(JSON.stringify(records));
    expect(JSON.stringify(story({ seed: 2 }))).not.toBe(JSON.stringify(records));
  });

  it.each([1, 2, 3, 40])('has about 2,000 records, with seed %i', (seed) => {
    const count = story({ seed }).length;
    expect(count).toBeGreaterThanOrEqual(1900);
    expect(count).toBeLessThanOrEqual(2200);
  });

  it('gives every record an id of its own', () => {
    expect(new Set(records.map((record) => record['eventID'])).size).toBe(records.length);
    for (const record of records) {
      expect(record['eventID']).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it('stays within its day, in whole seconds with ties', () => {
    const times = records.map((record) => String(record['eventTime']));
    for (const time of times) expect(time).toMatch(/^2026-03-17T\d\d:\d\d:\d\dZ$/);
    expect(new Set(times).size).toBeLessThan(times.length);
    expect(story({ day: '2025-12-31' }).every((r) => String(r['eventTime']).startsWith('2025-12-31T'))).toBe(
      true,
    );
  });

  it.each(['yesterday', '2026-02-30', '2026-03-17T05:00:00Z'])('refuses the day %s', (day) => {
    expect(() => story({ day })).toThrow(RangeError);
  });

  it('arrives nearly by time, never more than two minutes late', () => {
    const times = records.map((record) => parseTime(record['eventTime']) ?? 0);
    const late = times.map((time, i) => Math.max(...times.slice(0, i + 1)) - time);
    expect(Math.max(...late)).toBeGreaterThan(0);
    expect(Math.max(...late)).toBeLessThanOrEqual(120_000);
  });

  it('is busiest in working hours and never silent', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (const record of ordinary) perHour[Number(String(record['eventTime']).slice(11, 13))]! += 1;
    expect(Math.min(...perHour)).toBeGreaterThan(10);
    expect(perHour[9]! + perHour[10]!).toBeGreaterThan(2 * (perHour[3]! + perHour[4]!));
  });

  it('is sound JSON of realistic size, every record of the envelope CloudTrail writes', () => {
    const sizes = records.map((record) => {
      const text = JSON.stringify(record);
      expect(JSON.parse(text)).toEqual(record);
      return text.length;
    });
    expect(Math.max(...sizes)).toBeLessThan(20_000);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeGreaterThan(1000);
    expect(mean).toBeLessThan(1700);
    for (const record of records) {
      expect(['1.09', '1.10', '1.11']).toContain(record['eventVersion']);
      expect(record).toMatchObject({
        managementEvent: true,
        eventCategory: 'Management',
        recipientAccountId: '123456789012',
      });
      for (const field of ['requestParameters', 'responseElements']) {
        expect(typeof record[field]).toBe('object');
      }
      expect(typeof record['readOnly']).toBe('boolean');
    }
  });

  it('holds no key that could be real, and no address outside the documentation and private ranges', () => {
    const text = JSON.stringify(records);
    for (const id of text.match(/\b(AKIA|ASIA|AIDA|AROA)[A-Z0-9]+/g) ?? []) expect(id).toMatch(/EXAMPLE$/);
    for (const record of records) {
      expect(record['sourceIPAddress']).toMatch(
        /^(192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+|10\.20\.\d+\.\d+|AWS Internal|[a-z0-9-]+\.amazonaws\.com)$/,
      );
    }
  });

  it('has the many kinds of callers and failures that a real account has', () => {
    const types = new Set(records.map((record) => at(record, 'userIdentity.type')));
    expect([...types].sort()).toEqual(
      ['AWSAccount', 'AWSService', 'AssumedRole', 'IAMUser', 'Root', 'SAMLUser', undefined].sort(),
    );
    const codes = new Set(ordinary.map((record) => record['errorCode']));
    for (const code of [
      'AccessDenied',
      'NoSuchEntityException',
      'ThrottlingException',
      'AccessDeniedException',
    ]) {
      expect(codes).toContain(code);
    }
    expect(new Set(records.map((record) => record['awsRegion'])).size).toBeGreaterThanOrEqual(3);
  });

  it('signs people in without alarm: federated with MFAUsed "No", one user with MFA after two mistakes', () => {
    const logins = ordinary.filter((record) => record['eventName'] === 'ConsoleLogin');
    const seen = logins.map((record) =>
      ['userIdentity.type', 'responseElements.ConsoleLogin', 'additionalEventData.MFAUsed']
        .map((p) => at(record, p))
        .join(' '),
    );
    expect(seen.sort()).toEqual([
      'AssumedRole Success No',
      'AssumedRole Success No',
      'AssumedRole Success No',
      'IAMUser Failure Yes',
      'IAMUser Failure Yes',
      'IAMUser Success Yes',
    ]);
  });
});

describe('storyAttack', () => {
  it('names records of the story, fewer than one in twelve', () => {
    const ids = new Set(records.map((record) => String(record['eventID'])));
    expect(attack.every((note) => ids.has(note.eventID))).toBe(true);
    expect(actOf.size).toBe(attack.length);
    expect(attack.length / records.length).toBeLessThan(0.08);
  });

  it('comes from two addresses that nobody else uses', () => {
    const hostile = /^(198\.51\.100|203\.0\.113)\./;
    expect(ordinary.filter((r) => hostile.test(String(r['sourceIPAddress'])))).toEqual([]);
    const addresses = records.filter((r) => actOf.has(String(r['eventID']))).map((r) => r['sourceIPAddress']);
    const services = ['secretsmanager.amazonaws.com'];
    expect(new Set(addresses.filter((address) => !services.includes(String(address)))).size).toBe(2);
  });

  it.each<readonly [ActName, string, number, string, unknown]>([
    ['leaked-key-explored', 'GetCallerIdentity', 1, 'userIdentity.userName', 'legacy-reporting'],
    ['leaked-key-explored', 'ListRoles', 1, 'errorCode', 'AccessDenied'],
    ['console-passwords-guessed', 'ConsoleLogin', 40, 'errorMessage', 'Failed authentication'],
    ['root-signed-in-without-mfa', 'ConsoleLogin', 1, 'additionalEventData.MFAUsed', 'No'],
    ['trail-stopped', 'StopLogging', 1, 'userIdentity.type', 'Root'],
    ['trail-deletion-denied', 'DeleteTrail', 1, 'errorCode', 'AccessDenied'],
    ['detector-deletion-denied', 'DeleteDetector', 1, 'errorCode', 'AccessDeniedException'],
    ['user-created', 'CreateUser', 1, 'responseElements.user.userName', 'svc-backup-sync'],
    [
      'administrator-policy-attached',
      'AttachUserPolicy',
      1,
      'requestParameters.policyArn',
      'arn:aws:iam::aws:policy/AdministratorAccess',
    ],
    ['key-created-for-new-user', 'CreateAccessKey', 1, 'responseElements.accessKey.status', 'Active'],
    ['login-profile-created', 'CreateLoginProfile', 1, 'requestParameters.userName', 'svc-backup-sync'],
    ['key-created-for-other-user', 'CreateAccessKey', 1, 'requestParameters.userName', 'break-glass'],
    ['password-of-other-user-reset', 'UpdateLoginProfile', 1, 'requestParameters.userName', 'break-glass'],
    ['mfa-device-deactivated', 'DeactivateMFADevice', 1, 'sessionCredentialFromConsole', 'true'],
    [
      'volume-snapshot-shared',
      'ModifySnapshotAttribute',
      1,
      'requestParameters.createVolumePermission.add.items.0.userId',
      '444455556666',
    ],
    [
      'database-snapshot-shared',
      'ModifyDBSnapshotAttribute',
      1,
      'requestParameters.valuesToAdd.0',
      '444455556666',
    ],
    [
      'ssh-opened-to-the-world',
      'AuthorizeSecurityGroupIngress',
      1,
      'requestParameters.ipPermissions.items.0.ipRanges.items.0.cidrIp',
      '0.0.0.0/0',
    ],
    ['secrets-read', 'GetSecretValue', 5, 'userIdentity.userName', 'svc-backup-sync'],
    ['traces-removed', 'DeleteAccessKey', 1, 'requestParameters.userName', 'svc-backup-sync'],
  ])('has %s: %s, %i times', (act, eventName, times, path, value) => {
    const found = take(act, eventName);
    expect(found).toHaveLength(times);
    expect(at(found[0]!, path)).toEqual(value);
  });

  it('ends with the owner starting the trail that was stopped', () => {
    const [stop] = take('trail-stopped', 'StopLogging');
    const start = ordinary.filter((record) => record['eventName'] === 'StartLogging');
    expect(start).toHaveLength(1);
    expect(at(start[0]!, 'requestParameters.name')).toBe(at(stop!, 'requestParameters.name'));
    expect(String(start[0]!['eventTime']) > String(stop!['eventTime'])).toBe(true);
  });
});

describe('storyVariants', () => {
  it('yields as many as asked for, lazily, all different, with new people and addresses', () => {
    const some = [...storyVariants(7, 6000)];
    expect(some).toHaveLength(6000);
    expect(new Set(some.map((record) => record['eventID'])).size).toBe(6000);
    expect(new Set(some.map((record) => at(record, 'userIdentity.arn'))).size).toBeGreaterThan(120);
    expect(some.some((record) => record['eventName'] === 'StopLogging')).toBe(true);
    expect(storyVariants(7).next().value).toEqual(some[0]);
  });
});
