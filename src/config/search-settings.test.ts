import { describe, expect, it } from '@jest/globals';
import { indexSearchSettings } from './index-search-settings.ts';
import { regionOf, searchUrl } from './search-settings.ts';
import { readSettings } from './settings.ts';

const ENDPOINT = 'https://search-th-abc.eu-west-1.es.amazonaws.com';

describe('settings of the search server', () => {
  it('need an address, and have defaults for the rest', () => {
    expect(readSettings(indexSearchSettings, { TRAILHOUND_SEARCH_ENDPOINT: ENDPOINT })).toMatchObject({
      ...{ endpoint: new URL(ENDPOINT), auth: 'iam:es', secretArn: 'none' },
      ...{ prefix: 'trailhound', retentionDays: 30, replicas: 'auto' },
    });
  });

  it.each([
    { env: {}, says: 'TRAILHOUND_SEARCH_ENDPOINT: missing' },
    { env: { TRAILHOUND_SEARCH_ENDPOINT: 'ftp://x' }, says: 'http' },
    { env: { TRAILHOUND_SEARCH_AUTH: 'kerberos' }, says: 'TRAILHOUND_SEARCH_AUTH' },
    { env: { TRAILHOUND_SEARCH_PREFIX: 'Upper' }, says: 'TRAILHOUND_SEARCH_PREFIX' },
    { env: { TRAILHOUND_SEARCH_PREFIX: '_x' }, says: 'TRAILHOUND_SEARCH_PREFIX' },
    { env: { TRAILHOUND_SEARCH_REPLICAS: '9' }, says: 'TRAILHOUND_SEARCH_REPLICAS' },
    { env: { TRAILHOUND_SEARCH_SECRET_ARN: 'arn:aws:s3:::x' }, says: 'TRAILHOUND_SEARCH_SECRET_ARN' },
  ])('are refused: $env', ({ env, says }) => {
    const given = 'TRAILHOUND_SEARCH_AUTH' in env ? { TRAILHOUND_SEARCH_ENDPOINT: ENDPOINT } : {};
    expect(() => readSettings(indexSearchSettings, { ...given, ...env })).toThrow(says);
  });

  it.each(['https://user:secret@host', 'https://user@host', 'https://host/?q=1', 'host:9200', ''])(
    'refuse the address "%s"',
    (text) => {
      expect(searchUrl(text)).toMatchObject({ ok: false, error: expect.not.stringContaining('secret') });
    },
  );

  it.each([
    { url: ENDPOINT, region: 'eu-west-1' },
    { url: 'https://abc123.us-gov-west-1.aoss.amazonaws.com', region: 'us-gov-west-1' },
    { url: 'https://vpc-x.cn-north-1.es.amazonaws.com.cn', region: 'cn-north-1' },
    { url: 'https://search.example.com', region: undefined },
    { url: 'https://es.amazonaws.com.evil.example', region: undefined },
  ])('tell the region of $url', ({ url, region }) => expect(regionOf(new URL(url))).toBe(region));
});
