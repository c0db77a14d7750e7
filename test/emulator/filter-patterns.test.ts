import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithEmulator } from '../support/emulator.ts';

const MESSAGES = {
  stop: '{"eventName":"StopLogging","count":3,"user":{"type":"Root","mfa":false},"error":null,"tags":["a","b"]}',
  start: '{"eventName":"StartLogging","count":10,"user":{"type":"IAMUser","mfa":true}}',
  plain: 'ERROR the trail stopped (main)',
};
type Name = keyof typeof MESSAGES;

// What the emulator must do with a pattern, by CloudWatch Logs User Guide, "Filter pattern syntax".
const PATTERNS: readonly { readonly pattern: string; readonly passes: readonly Name[] }[] = [
  { pattern: '', passes: ['stop', 'start', 'plain'] },
  { pattern: 'ERROR', passes: ['plain'] },
  { pattern: 'error', passes: ['stop'] },
  { pattern: 'ERROR trail', passes: ['plain'] },
  { pattern: 'ERROR StopLogging', passes: [] },
  { pattern: '?ERROR ?StopLogging', passes: ['stop', 'plain'] },
  { pattern: 'Logging -Root', passes: ['start'] },
  { pattern: '"trail stopped"', passes: ['plain'] },
  { pattern: '{ $.eventName = "StopLogging" }', passes: ['stop'] },
  { pattern: '{ $.eventName = StopLogging }', passes: ['stop'] },
  { pattern: '{ $.eventName = "stoplogging" }', passes: [] },
  { pattern: '{ $.eventName = "S*Logging" }', passes: ['stop', 'start'] },
  { pattern: '{ $.eventName = %^Sto.Log% }', passes: ['stop'] },
  { pattern: '{ $.eventName != %Stop% }', passes: ['start'] },
  { pattern: '{ ($.eventName = "StopLogging") || ($.user.type = "IAMUser") }', passes: ['stop', 'start'] },
  { pattern: '{ $.eventName = "S*" && $.user.type != "Root" }', passes: ['start'] },
  {
    pattern: '{ $.user.type = "Root" || $.user.type = "IAMUser" && $.count > 5 }',
    passes: ['stop', 'start'],
  },
  { pattern: '{ ($.user.type = "Root" || $.user.type = "IAMUser") && $.count > 5 }', passes: ['start'] },
  { pattern: '{ $.count = 3 }', passes: ['stop'] },
  { pattern: '{ $.count >= 3 && $.count < 10 }', passes: ['stop'] },
  { pattern: '{ $.user.mfa IS TRUE }', passes: ['start'] },
  { pattern: '{ $.user.mfa IS FALSE }', passes: ['stop'] },
  { pattern: '{ $.error IS NULL }', passes: ['stop'] },
  { pattern: '{ $.error NOT EXISTS }', passes: ['start'] },
  { pattern: '{ $.tags[1] = "b" }', passes: ['stop'] },
  { pattern: '{ $.nothing != "x" }', passes: [] },
];

describeWithEmulator('filter patterns of CloudWatch Logs in the emulator', (emulator) => {
  const logGroupName = `patterns-${randomUUID()}`;
  let logs: CloudWatchLogsClient;
  beforeAll(async () => {
    logs = new CloudWatchLogsClient(emulator.client());
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'one' }));
    const logEvents = Object.values(MESSAGES).map((message) => ({ timestamp: Date.now(), message }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'one', logEvents }));
  });
  afterAll(() => logs.destroy());

  it.each(PATTERNS)('$pattern lets through $passes', async ({ pattern, passes }) => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: pattern }),
    );
    expect(events.map(({ message }) => message)).toEqual(passes.map((name) => MESSAGES[name]));
  });

  it.each([
    { why: 'groups in an expression', filterPattern: '{ $.eventName = %(Stop|Start)% }' },
    { why: 'a space-delimited log', filterPattern: '[ip, user, request]' },
    { why: 'an operator it does not know', filterPattern: '{ $.eventName ~ "Stop" }' },
    { why: 'an open parenthesis', filterPattern: '{ ($.eventName = "Stop" }' },
    { why: 'something behind the end', filterPattern: '{ $.eventName = "Stop" $.count = 3 }' },
    { why: 'more than 1,024 characters', filterPattern: 'x'.repeat(1025) },
  ])('a subscription filter with $why is refused', async ({ filterPattern }) => {
    const put = {
      logGroupName,
      filterName: 'f',
      destinationArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
    };
    await expect(logs.send(new PutSubscriptionFilterCommand({ ...put, filterPattern }))).rejects.toThrow(
      'Invalid filter pattern',
    );
  });
});
