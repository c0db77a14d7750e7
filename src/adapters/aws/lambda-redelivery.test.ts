import type { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { lambdaRedelivery } from './lambda-redelivery.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const named = (name: string): Error => Object.assign(new Error('secret'), { name });

/** A client that gives one answer, or fails, and notes what it was asked. */
function lambda(answer: object | Error) {
  const asked: { readonly InvocationType?: string; readonly Payload?: Uint8Array }[] = [];
  const client = {
    send: async ({ input }: { readonly input: (typeof asked)[number] }) => {
      asked.push(input);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { asked, redelivery: lambdaRedelivery(client as unknown as LambdaClient) };
}

describe('lambdaRedelivery', () => {
  it('waits for the answer of the function', async () => {
    const { asked, redelivery } = lambda({ StatusCode: 200, Payload: bytes('{}') });
    expect(await redelivery.invoke('arn:f', '{"é":1}', 1_000)).toEqual({ outcome: 'delivered' });
    expect(asked).toMatchObject([{ InvocationType: 'RequestResponse', Payload: bytes('{"é":1}') }]);
  });

  it.each([
    {
      answer: { errorType: 'Sandbox.Timedout', errorMessage: 'secret' },
      reason: 'Unhandled error Sandbox.Timedout',
    },
    { answer: { errorMessage: 'secret' }, reason: 'Unhandled error' },
    { answer: { errorType: 'secret text\nof somebody' }, reason: 'Unhandled error' },
    { answer: 'no object', reason: 'Unhandled error' },
  ])('names the kind of an error and nothing of its text: $reason', async ({ answer, reason }) => {
    const { redelivery } = lambda({ FunctionError: 'Unhandled', Payload: bytes(JSON.stringify(answer)) });
    expect(await redelivery.invoke('arn:f', '{}', 1_000)).toEqual({ outcome: 'failed', reason });
  });

  it('reads an answer that is no JSON as an error without a kind', async () => {
    const { redelivery } = lambda({ FunctionError: 'Unhandled', Payload: bytes('secret') });
    expect(await redelivery.invoke('arn:f', '{}', 1_000)).toEqual({
      outcome: 'failed',
      reason: 'Unhandled error',
    });
  });

  it.each(['TooManyRequestsException', 'EC2ThrottledException', 'ServiceException', 'ThrottlingException'])(
    'takes %s for a function that had no room',
    async (name) => {
      const { redelivery } = lambda(named(name));
      expect(await redelivery.invoke('arn:f', '{}', 1_000)).toEqual({ outcome: 'busy' });
    },
  );

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'RequestTooLargeException', 'TimeoutError'])(
    'takes %s for a try that failed',
    async (name) => {
      const { redelivery } = lambda(named(name));
      expect(await redelivery.invoke('arn:f', '{}', 1_000)).toEqual({
        outcome: 'failed',
        reason: `Lambda refused: ${name}`,
      });
    },
  );

  it('gives up waiting when its time is over', async () => {
    const never = {
      send: (_command: unknown, { abortSignal }: { readonly abortSignal: AbortSignal }) =>
        new Promise((_resolve, reject) =>
          abortSignal.addEventListener('abort', () => reject(named('AbortError'))),
        ),
    };
    const redelivery = lambdaRedelivery(never as unknown as LambdaClient);
    expect(await redelivery.invoke('arn:f', '{}', 5)).toEqual({
      outcome: 'failed',
      reason: 'no answer in time',
    });
  });
});
