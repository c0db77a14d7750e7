import { describe, expect, it } from '@jest/globals';
import { testEvent } from '../../test/support/dynamo-events.ts';
import { eventOwners } from './event-owners.ts';

describe('whom events are about', () => {
  const owners = eventOwners();
  owners.note(testEvent('e1', { principal: 'alice' }));
  owners.note(testEvent('e2', { principal: 'alice' }));
  owners.note(testEvent('e3', { principal: 'bob' }));
  owners.note(testEvent('e4', { principal: 'alice', accountId: '012345678901' }));
  owners.note(testEvent('shared', { principal: 'alice' }));
  owners.note(testEvent('shared', { principal: 'bob' }));
  const ours = '123456789012';
  it.each([
    { of: ['e1', 'e2'], accountId: ours, principal: 'alice' },
    { of: ['e1', 'e2', 'e3'], accountId: ours, principal: '' },
    { of: ['e1', 'e4'], accountId: '', principal: 'alice' },
    { of: ['e3', 'e4'], accountId: '', principal: '' },
    { of: ['shared'], accountId: ours, principal: '' },
    { of: ['e1', 'nobody'], accountId: '', principal: '' },
  ])('is, of $of, what they agree on', ({ of, ...owner }) => {
    expect(owners.agreed(of)).toEqual(owner);
  });
});
