import { describe, expect, it } from '@jest/globals';
import { errorKind } from './error-kind.ts';

const named = (name: string, rest: object = {}): Error =>
  Object.assign(new Error('hunter2'), { name, ...rest });

describe('errorKind', () => {
  it.each([
    { is: 'the name of a refusal', error: named('AccessDeniedException'), kind: 'AccessDeniedException' },
    { is: 'the name before the code', error: named('TimeoutError', { code: 'E' }), kind: 'TimeoutError' },
    { is: 'the code', error: named('Error', { code: 'ENOTFOUND' }), kind: 'ENOTFOUND' },
    {
      is: 'the code of the cause',
      error: new TypeError('hunter2', { cause: named('Error', { code: 'ECONNREFUSED' }) }),
      kind: 'ECONNREFUSED',
    },
    {
      is: 'the code of the first of several',
      error: new AggregateError([named('Error', { code: 'EHOSTUNREACH' })], 'hunter2'),
      kind: 'EHOSTUNREACH',
    },
    { is: 'a region that is not set', error: new Error('Region is missing'), kind: 'Region is missing' },
    { is: 'no message', error: new Error('hunter2'), kind: 'Error' },
    { is: 'the type of what is no error', error: 'hunter2', kind: 'string' },
  ])('gives $is', ({ error, kind }) => expect(errorKind(error)).toBe(kind));

  it('ends where an error is its own cause', () => {
    const error = new Error('hunter2');
    error.cause = error;
    expect(errorKind(error)).toBe('Error');
  });
});
