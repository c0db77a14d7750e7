import type { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { TrailhoundError } from '../../core/errors.ts';
import { everyPage, learn, orAbsent } from './health-learn.ts';
import { learnTopic, snsHealthSink } from './health-messaging.ts';

const failing =
  (name: string, more: object = {}) =>
  async (): Promise<never> => {
    throw Object.assign(new Error('secret'), { name, ...more });
  };

describe('learn', () => {
  it('answers what it was told', async () => {
    expect(await learn('p', async () => 1)).toEqual({ ok: true, value: 1 });
  });

  it.each([
    { name: 'AccessDeniedException', isRefused: true },
    { name: 'AccessDenied', isRefused: true },
    { name: 'AuthorizationErrorException', isRefused: true },
    { name: 'UnauthorizedOperation', isRefused: true },
    { name: 'ThrottlingException', isRefused: false },
    { name: 'ExpiredTokenException', isRefused: false },
    { name: 'TimeoutError', isRefused: false },
  ])('tells a missing permission from what passes: $name', async ({ name, isRefused }) => {
    expect(await learn('sns:List', failing(name))).toEqual({
      ok: false,
      error: { permission: 'sns:List', reason: name, isRefused },
    });
  });

  it('knows a refusal that S3 gives no name', async () => {
    const nameless = failing('UnknownError', { $metadata: { httpStatusCode: 403 } });
    expect(await learn('s3:ListBucket', nameless)).toMatchObject({ error: { isRefused: true } });
  });

  it.each([
    {
      name: 'a code of the network',
      ask: failing('Error', { code: 'ECONNREFUSED' }),
      reason: 'ECONNREFUSED',
    },
    {
      name: 'what is behind an error of ours',
      ask: async () => {
        const cause = Object.assign(new Error('secret'), { name: 'AccessDeniedException' });
        throw new TrailhoundError('TH_STORE_READ', 'secret', { cause });
      },
      reason: 'AccessDeniedException',
    },
  ])('gives $name as the reason', async ({ ask, reason }) => {
    expect(await learn('p', ask)).toMatchObject({ error: { reason } });
  });
});

describe('orAbsent', () => {
  it.each(['NotFoundException', 'ResourceNotFoundException', 'QueueDoesNotExist', 'NoSuchBucket'])(
    'takes %s for an answer',
    async (name) => {
      expect(await orAbsent('absent', failing(name))).toBe('absent');
    },
  );

  it('takes nothing else for one', async () => {
    await expect(orAbsent('absent', failing('AccessDenied'))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('everyPage', () => {
  it('goes on while there is a token, and not without end', async () => {
    const ask = async (token: number | undefined) => ({ next: (token ?? 0) + 1 });
    const endless = await everyPage(3, ask, ({ next }) => next);
    expect(endless.map(({ next }) => next)).toEqual([1, 2, 3]);
    const two = await everyPage(9, ask, ({ next }) => (next < 2 ? next : undefined));
    expect(two).toHaveLength(2);
  });
});

describe('learnTopic', () => {
  it('tells confirmed, pending and deleted subscriptions apart', async () => {
    const subscription = (SubscriptionArn: string) => ({ Protocol: 'email', Endpoint: 'x', SubscriptionArn });
    const Subscriptions = ['arn:aws:sns:x:1:t:u', 'PendingConfirmation', 'Deleted'].map(subscription);
    const sns = { send: async () => ({ Subscriptions }) } as unknown as SNSClient;
    const fact = await learnTopic(sns, 'arn');
    expect(fact.ok && fact.value.subscriptions.map(({ state }) => state)).toEqual([
      'confirmed',
      'pending',
      'deleted',
    ]);
  });

  it('knows a topic that is gone', async () => {
    const sns = { send: failing('NotFoundException') } as unknown as SNSClient;
    expect(await learnTopic(sns, 'arn')).toEqual({ ok: true, value: { exists: false, subscriptions: [] } });
  });
});

describe('snsHealthSink', () => {
  it('says which topic refused, and nothing of the message', async () => {
    const sns = { send: failing('EndpointDisabled') } as unknown as SNSClient;
    await expect(snsHealthSink(sns, 'arn:health').tell({ subject: 's', text: 't' })).rejects.toMatchObject({
      code: 'TH_ALERT_SEND',
      message: 'SNS did not take a message for arn:health: EndpointDisabled',
    });
  });
});
