import { describe, expect, it } from '@jest/globals';
import { buildAppDetector } from '#app/logs/app-detector';
import { activeSuppressions } from '#app/suppressions';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import { parseSuppressions } from '#config/suppression-file';
import { templateMiner } from '#core/logs/kinds/template-miner';
import { type EpochMs, parseTime } from '#core/time';
import { type Eye, look } from './look.ts';

const now = parseTime('2026-11-21T22:00:00Z') as EpochMs;

function eyeWith(condition: string): Eye {
  const parsed = parseSuppressions(
    'allowed.yml',
    `suppressions:
  - id: stock
    rules: ['trailhound:log-error']
    detection: { kind: { ${condition} }, condition: kind }
    reason: sold out
    owner: shop@example.com
    expires: 2026-12-31
`,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const detector = buildAppDetector({ rules: [], correlations: [] }, activeSuppressions(parsed.value, now));
  if (!detector.ok) throw new Error(detector.error.join());
  const settings = { ...APP_LOG_DEFAULTS, level: 'error' as const };
  return { options: { level: 'error' }, settings, detector: detector.value, miner: templateMiner() };
}

const entry = (text: string) => ({
  entry: { text, first: 1, last: 1, key: '1' },
  file: 'a.log',
  before: [],
});
const STOCK = 'ERROR no stock for order 7';
const fingerprint = templateMiner().mine({ message: 'no stock for order 7', kind: 'log' }).fingerprint;

describe('an entry that the allow-list may cover', () => {
  it.each([
    ['its fingerprint', `fingerprint: ${fingerprint}`],
    ['its template', "template: 'no stock for order <\\*>'"],
    ['how its template begins', "'template|startswith': no stock"],
  ])('is suppressed by %s', (_name, condition) => {
    const eye = eyeWith(condition);
    expect(look(entry(STOCK), eye, now)).toBe('suppressed');
    expect(look(entry('ERROR cart lost'), eye, now)).toMatchObject({ mined: { template: 'cart lost' } });
  });
});

describe('the time of an entry of a file', () => {
  const eye = eyeWith('template: x');
  it.each([
    ['syslog', 'Nov 21 09:04:00 web-1 shop[12]: ERROR cart lost', '2026-11-21T09:04:00Z'],
    [
      'its own before that of syslog',
      'Nov 21 09:04:00 web-1 shop[12]: 2026-11-20T08:00:00Z ERROR cart lost',
      '2026-11-20T08:00:00Z',
    ],
    ['access', '192.0.2.7 - - [21/Nov/2026:09:00:00 +0000] "GET /a HTTP/1.1" 500 1', '2026-11-21T09:00:00Z'],
  ])('is read: %s', (_name, text, time) => {
    expect(look(entry(text), eye, now)).toMatchObject({ at: parseTime(time) });
  });

  it('decides whether the entry is in the span', () => {
    const since = parseTime('2026-11-21T10:00:00Z') as EpochMs;
    const later = { ...eye, options: { ...eye.options, since } };
    expect(look(entry('Nov 21 09:04:00 web-1 shop[12]: ERROR cart lost'), later, now)).toBeUndefined();
  });
});
