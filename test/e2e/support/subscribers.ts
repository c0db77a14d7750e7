import { once } from 'node:events';
import { createServer } from 'node:http';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

/** A message of the alert topic, as a subscriber got it. */
export interface Received {
  readonly subject: string;
  readonly text: string;
  /** By name; empty where the protocol carries none. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Somebody who subscribed, and keeps all that comes. */
export interface Subscriber {
  /** Everything that has come so far; the queue is emptied on the way. */
  readonly received: () => Promise<readonly Received[]>;
  readonly close: () => Promise<void>;
}

interface Envelope {
  readonly Type?: string;
  readonly SubscribeURL?: string;
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

/** Subscribes a queue. */
export async function queueSubscriber({ queues, topics }: Clients, topicArn: string): Promise<Subscriber> {
  const { QueueUrl = '' } = await queues.send(
    new CreateQueueCommand({ QueueName: `subscriber-${Math.random().toString(36).slice(2)}` }),
  );
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const arn = (await queues.send(asked)).Attributes?.['QueueArn'];
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' },
        ...{ Resource: arn, Condition: { ArnEquals: { 'aws:SourceArn': topicArn } } },
      },
    ],
  });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await topics.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arn }));
  const kept: Received[] = [];
  const drain = async (): Promise<void> => {
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
      const found = (await queues.send(receive)).Messages ?? [];
      if (found.length === 0) return;
      kept.push(...found.map(({ Body = '{}' }) => receivedIn(JSON.parse(Body) as Envelope)));
      const Entries = found.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  return {
    received: async () => {
      await drain();
      return kept;
    },
    close: async () => {
      await queues.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

/** Subscribes a listener on 127.0.0.1, which confirms itself as a person would: by visiting the address it is sent. */
export async function httpSubscriber({ topics }: Clients, topicArn: string): Promise<Subscriber> {
  const kept: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      const envelope = JSON.parse(Buffer.concat(chunks).toString()) as Envelope;
      if (envelope.Type === 'SubscriptionConfirmation' && envelope.SubscribeURL) {
        void fetch(envelope.SubscribeURL).catch(() => {});
      } else kept.push(receivedIn(envelope));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  const Endpoint = `http://127.0.0.1:${port}/alerts`;
  await topics.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'http', Endpoint }));
  return {
    received: async () => kept,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function receivedIn({ Subject = '', Message = '', MessageAttributes = {} }: Envelope): Received {
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, text: Message, attributes: Object.fromEntries(attributes), at: Date.now() };
}
