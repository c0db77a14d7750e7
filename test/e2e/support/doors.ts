import { gzipSync } from 'node:zlib';
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { batches } from '../../support/dynamo-events.ts';
import type { Call } from './calls.ts';
import { ACCOUNT, REGION } from './clients.ts';
import type { Deployed } from './deployed.ts';

const EVENTS_PER_PUT = 10;

/** Sends what is to be sent through one way into a deployed Trailhound. A text is sent as it is: garbage. */
export type Send = (calls: readonly (Call | string)[]) => Promise<void>;

const textOf = (call: Call | string): string => (typeof call === 'string' ? call : JSON.stringify(call));
let sent = 0;

/** Every door, by the name that it has in metrics. */
export function doorsOf({
  sandbox,
  names,
}: Deployed): Readonly<Record<'logs' | 'eventbridge' | 'objects' | 'event-history', Send>> {
  const { clients, control } = sandbox;
  return {
    logs: async (calls) => {
      sent += 1;
      const place = { logGroupName: names.logGroup, logStreamName: `test-${process.pid}-${sent}` };
      await clients.logs.send(new CreateLogStreamCommand(place));
      const logEvents = calls.map((call) => ({ timestamp: Date.now(), message: textOf(call) }));
      await clients.logs.send(new PutLogEventsCommand({ ...place, logEvents }));
    },
    eventbridge: async (calls) => {
      for (const few of batches(calls, EVENTS_PER_PUT)) {
        const Entries = few.map((call) => ({
          Source: 'aws.cloudtrail',
          DetailType: detailType(call),
          Detail: textOf(call),
        }));
        const { FailedEntryCount } = await clients.events.send(new PutEventsCommand({ Entries }));
        if (FailedEntryCount !== 0) throw new Error(`PutEvents refused ${FailedEntryCount} entries`);
      }
    },
    objects: async (calls) => {
      sent += 1;
      const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
      const Key = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${day}/${ACCOUNT}_CloudTrail_${REGION}_${process.pid}-${sent}.json.gz`;
      const Body = gzipSync(`{"Records":[${calls.map(textOf).join(',')}]}`);
      await clients.s3.send(new PutObjectCommand({ Bucket: names.bucket, Key, Body }));
    },
    'event-history': (calls) =>
      control.inject(
        REGION,
        calls.filter((call) => typeof call !== 'string'),
      ),
  };
}

function detailType(call: Call | string): string {
  const signIn = typeof call !== 'string' && call['eventType'] === 'AwsConsoleSignIn';
  return signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail';
}
