import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A CloudTrail record of our own making. */
export const sampleRecord = (change: object = {}): object => ({
  eventVersion: '1.11',
  eventID: '11111111-2222-4333-8444-555555555555',
  eventTime: '2026-03-01T09:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.31',
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
  requestParameters: { name: 'main' },
  responseElements: null,
  ...change,
});

/** A rule that loads; `change` replaces whole lines of its YAML by their key. */
export function sampleRule(change: Readonly<Record<string, string>> = {}): string {
  const lines = {
    title: 'Trail stopped',
    id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
    status: 'test',
    level: 'high',
    tags: '[attack.t1685.002]',
    logsource: '{ product: aws, service: cloudtrail }',
    detection: '{ sel: { eventName: StopLogging }, condition: sel }',
    ...change,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** Writes files into a new folder and answers its path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-cli-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** One record a line. */
export const jsonLines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
