import { describe, expect, it } from '@jest/globals';
import { beginInvocation, currentInvocation } from './invocation.ts';

const CONTEXT = { awsRequestId: 'aaaaaaaa-0000-4000-8000-000000000001' };
const ID = 'bbbbbbbb-0000-4000-8000-000000000002';

describe('beginInvocation', () => {
  it.each([
    { name: 'an EventBridge event', event: { 'detail-type': 'Scheduled Event', id: ID } },
    { name: 'a call of a function URL', event: { version: '2.0', requestContext: { requestId: ID } } },
    {
      name: 'a message that hands one on',
      event: { Records: [{ messageAttributes: { correlationId: { stringValue: ID } } }] },
    },
  ])('takes the id of $name', ({ event }) => {
    expect(beginInvocation(event, CONTEXT)).toEqual({ correlationId: ID, requestId: CONTEXT.awsRequestId });
    expect(currentInvocation()?.correlationId).toBe(ID);
  });

  it.each([
    { name: 'nothing', event: undefined },
    { name: 'a text that is no id', event: { 'detail-type': 'x', id: 'a\n{"level":"ERROR"}' } },
    { name: 'an id that is very long', event: { 'detail-type': 'x', id: 'a'.repeat(65) } },
    { name: 'records without one', event: { Records: [{ messageAttributes: { correlationId: 'x' } }] } },
    { name: 'an id of something else', event: { id: ID } },
  ])('goes by the invocation where the event has $name', ({ event }) => {
    expect(beginInvocation(event, CONTEXT).correlationId).toBe(CONTEXT.awsRequestId);
  });
});
