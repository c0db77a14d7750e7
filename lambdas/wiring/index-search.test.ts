import { describe, expect, it } from '@jest/globals';
import { wireIndexSearch } from './index-search.ts';

const env = { TRAILHOUND_SEARCH_ENDPOINT: 'https://search-th-abc.eu-west-1.es.amazonaws.com' };

describe('wireIndexSearch', () => {
  it.each([
    { name: 'a domain', more: {} },
    { name: 'a collection', more: { TRAILHOUND_SEARCH_AUTH: 'iam:aoss' } },
    { name: 'a server of its own', more: { TRAILHOUND_SEARCH_AUTH: 'none' } },
    {
      name: 'a server with a password',
      more: {
        TRAILHOUND_SEARCH_AUTH: 'basic',
        TRAILHOUND_SEARCH_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:search-AbCdEf',
      },
    },
  ])('wires $name without asking anybody', ({ more }) => {
    expect(wireIndexSearch({ ...env, ...more })).toHaveProperty('sink.put');
  });

  it.each([
    { name: 'a password without its secret', given: { ...env, TRAILHOUND_SEARCH_AUTH: 'basic' } },
    {
      name: 'an address that names no region, and no region',
      given: { TRAILHOUND_SEARCH_ENDPOINT: 'https://search.example.com' },
    },
    { name: 'no address', given: {} },
  ])('stops the cold start on $name', ({ given }) => {
    expect(() => wireIndexSearch(given)).toThrow(expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }));
  });
});
