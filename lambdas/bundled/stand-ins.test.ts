import { describe, expect, it } from '@jest/globals';
import { AdaptiveRetryStrategy } from './no-adaptive-retries.ts';
import { EndpointCache } from './no-endpoint-discovery.ts';
import {
  EventStreamSerde,
  eventStreamSerdeProvider,
  resolveEventStreamSerdeConfig,
} from './no-event-streams.ts';
import { Md5Js, Sha1Js, Sha256Js } from './no-javascript-hashes.ts';

describe('what stands for left-out parts of the SDK', () => {
  it('lets clients be made, which hold a reader of event streams and a cache of endpoints', () => {
    const settings = { region: 'eu-west-1' };
    expect(resolveEventStreamSerdeConfig(settings)).toBe(settings);
    expect(eventStreamSerdeProvider()).toMatchObject({ deserialize: expect.any(Function) });
    expect(() => new EndpointCache()).not.toThrow();
  });

  it.each([
    ['event streams', () => new EventStreamSerde()],
    ['endpoint discovery', () => new EndpointCache().get()],
    ['adaptive retries', () => new AdaptiveRetryStrategy()],
  ])('says that %s are left out when they are used', (part, use) => {
    expect(use).toThrow(new RegExp(`^${part} .*left out of this bundle.*slim-sdk`));
  });

  it.each([Sha256Js, Sha1Js, Md5Js])('says that a hash is missing in Node', (Hash) => {
    expect(() => new Hash()).toThrow(/^this Node lacks a hash .*no substitute/);
  });
});
