import type { Digest } from '#core/digest-report/digest';
import { findingTally } from '#core/digest-report/finding-tally';
import { type DigestFacts, makeDigest } from '#core/digest-report/make-digest';
import { digestRange } from '#core/digest-report/range';
import { waitingTally } from '#core/digest-report/waiting-tally';
import type { Finding } from '#core/finding';
import type { MetricContext } from '#core/finding-context';
import type { Severity } from '#core/severity';
import { signInOfEvidence } from '#core/sign-in-evidence';
import { epochMs, isoFromMs, parseTime } from '#core/time';
import { sampleEvidence, sampleFinding } from './sample-finding.ts';

const START = parseTime('2026-03-01T00:00:00Z')!;
const HOUR = 3_600_000;
const RULES: readonly (readonly [Severity, string, string])[] = [
  ['critical', 'Root user signed in without a second factor', 'arn:aws:iam::123456789012:root'],
  ['high', 'CloudTrail trail stopped or deleted', 'arn:aws:iam::123456789012:user/alice'],
  ['high', 'Administrator rights attached to a user', 'arn:aws:iam::123456789012:user/deploy'],
  ['medium', 'Access key created for another user', 'arn:aws:iam::123456789012:user/alice'],
  ['medium', 'Administration port opened to the world', 'arn:aws:sts::123456789012:assumed-role/Build/ci'],
  ['low', 'Security group changed', 'arn:aws:sts::123456789012:assumed-role/Build/ci'],
  ['low', 'Console sign-in failed', 'bob'],
  ['informational', 'Role assumed from another account', 'arn:aws:iam::123456789012:role/partner'],
];

/** A finding of one of eight rules, so many hours after the range begins. */
function finding(place: number, hours: number, change: Partial<Finding> = {}): Finding {
  const [severity, ruleTitle, principal] = RULES[place % RULES.length]!;
  const at = isoFromMs(epochMs(START + hours * HOUR));
  return sampleFinding({
    findingId: `20260301T0000Z-${String(place).padStart(4, '0')}${severity.slice(0, 4)}aaaaaaaa`,
    ...{ ruleId: `rule-${place % RULES.length}`, ruleTitle, severity, principal },
    summary: `${principal} did what the rule "${ruleTitle}" looks for`,
    sourceIp: `198.51.100.${(place % 5) + 7}`,
    ...{ firstSeen: at, lastSeen: at, count: 1 + ((place * 7) % 40) },
    alert: { state: place % 3 === 0 ? 'sent' : 'folded', cause: 'new', attempts: 0 },
    ...change,
  });
}

const wave = (at: number): number => 40 + 12 * Math.sin(at / 6);

const metric = (id: string, change: Partial<MetricContext>, given: Partial<Finding>): Finding =>
  finding(3, 15, {
    findingId: `always-${id}`,
    ruleTitle: 'A metric left its usual range',
    severity: 'medium',
    context: {
      kind: 'metric',
      at: '2026-03-01T23:55:00Z',
      series: 'AWS/EC2 CPUUtilization InstanceId=i-0123456789abcdef0',
      unit: 'Percent',
      start: '2026-03-01T21:40:00Z',
      ...{ peak: 97.31, expected: 42, score: 0.94, step: 300 },
      points: Array.from({ length: 120 }, (_, at) =>
        at === 40 ? null : at > 92 ? 97.31 - ((at * 5) % 7) : wave(at) + (at % 3),
      ),
      low: Array.from({ length: 120 }, (_, at) => wave(at) - 8),
      high: Array.from({ length: 120 }, (_, at) => wave(at) + 10),
      ...change,
    },
    ...given,
  });

const log = (id: string, template: string, given: Partial<Finding>): Finding =>
  finding(3, 9, {
    findingId: `always-${id}`,
    ruleId: 'trailhound:log-error',
    ruleTitle: 'New kind of error in an application log',
    severity: 'medium',
    context: {
      kind: 'log',
      at: '2026-03-01T09:00:00Z',
      ...{
        group: '/aws/lambda/orders',
        stream: '2026/03/01/[$LATEST]abc',
        fingerprint: id.padEnd(16, 'x'),
        template,
      },
      ...{ level: 'ERROR', lines: ['first line', 'second line'] },
    },
    ...given,
  });

/** Findings of every kind that a digest tells of. */
export const SAMPLE_FINDINGS: readonly Finding[] = [
  ...Array.from({ length: 34 }, (_, at) => finding(at, (at * at * 0.37 + at * 1.3) % 24)),
  ...Array.from({ length: 21 }, (_, at) =>
    finding(at, -1 - ((at * 5) % 23), {
      findingId: `before-${at}aaaaaaa`,
      status: at % 2 === 0 ? 'closed' : 'open',
    }),
  ),
  finding(1, -30, { findingId: 'old-oldest01', lastSeen: '2026-03-01T02:00:00Z' }),
  finding(5, 3, {
    findingId: 'hushed-00000001',
    status: 'suppressed',
    suppressionId: 'backup-snapshots',
    count: 12,
  }),
];

const LOGS = [
  log('newkind1', 'Payment <*> could not be booked: connection to <*> refused', { count: 41 }),
  log('newkind2', 'TypeError: Cannot read properties of undefined (reading <*>)', { count: 7 }),
  log('known001', 'Retrying <*> after <*> ms', {
    firstSeen: '2026-01-10T00:00:00Z',
    count: 10_000,
    countCapped: true,
  }),
  log('spike001', 'Timed out after <*> seconds', {
    ruleId: 'trailhound:log-spike',
    severity: 'high',
    count: 312,
  }),
];

const METRICS = [
  metric('cpu00001', {}, { ruleId: 'trailhound:metric-anomaly' }),
  metric(
    'disk0001',
    {
      series: 'CWAgent disk_used_percent host=web-1 path=/',
      end: '2026-03-01T16:20:00Z',
      start: '2026-03-01T15:00:00Z',
      peak: 91,
      at: '2026-03-01T16:20:00Z',
    },
    { ruleId: 'trailhound:metric-threshold', status: 'closed', severity: 'high' },
  ),
];

const LOGIN = sampleEvidence({
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  principal: 'arn:aws:iam::123456789012:root',
  request: '{"signIn":{"kind":"root","user":"root","outcome":"success","mfa":"no"}}',
});

/** What was read for the sample; give what the test is about. */
export function sampleFacts(given: Partial<DigestFacts> = {}): DigestFacts {
  const range = digestRange(START, epochMs(START + 24 * HOUR));
  const [tally, waiting] = [findingTally(range), waitingTally()];
  for (const one of [...SAMPLE_FINDINGS, ...LOGS, ...METRICS]) {
    tally.add(one);
    waiting.add(one);
  }
  return {
    deployment: 'trailhound-findings',
    ...{ now: epochMs(START + 25 * HOUR), range, tally, tallyIsCut: false, waiting, waitingIsCut: false },
    signIns: { known: { list: [signInOfEvidence(LOGIN)!], source: 'findings' } },
    logs: { known: LOGS },
    metrics: { known: METRICS },
    sources: {
      rows: {
        list: [
          {
            name: 'event history, eu-west-1',
            state: 'ok',
            lastEvent: '2026-03-02T00:55:00Z',
            lagSeconds: 300,
            said: 'read up to there',
          },
          {
            name: 'EventBridge',
            state: 'problem',
            lastEvent: '2026-03-01T18:02:00Z',
            lagSeconds: 21,
            said: 'the last one was sent at 2026-03-01T18:02:00Z. Look whether a trail is on in this region.',
          },
        ],
      },
      quarantined: { count: 3 },
      missed: { at: '2026-03-02T00:10:00Z', missed: 0 },
      problems: { list: [{ what: 'source: eventbridge', since: '2026-03-01T19:00:00Z' }] },
    },
    suppressions: {
      known: {
        source: 'suppressions.yml',
        entries: [
          {
            id: 'backup-snapshots',
            rules: 'all',
            owner: 'platform team',
            reason: 'The backup account gets a copy every night.',
            expiresAt: epochMs(START + 9 * 24 * HOUR),
          },
          {
            id: 'pentest',
            rules: ['rule-1'],
            owner: 'security',
            reason: 'Agreed test',
            expiresAt: epochMs(START - 24 * HOUR),
          },
          {
            id: 'ci',
            rules: ['rule-5'],
            owner: 'platform team',
            reason: 'Deploys',
            expiresAt: epochMs(START + 300 * 24 * HOUR),
          },
        ],
      },
    },
    alerts: { known: { looked: SAMPLE_FINDINGS.slice(0, 30), pending: [], pendingIsCut: false } },
    notes: [],
    ...given,
  };
}

/** A busy day in which there is something of everything. */
export const sampleDigest = (given: Partial<DigestFacts> = {}): Digest => makeDigest(sampleFacts(given));

/** A day on which nothing happened, over tables that know nothing. */
export function quietDigest(): Digest {
  const { range } = sampleFacts();
  const absent = { absent: 'not known: dynamodb:GetItem is not allowed' };
  return sampleDigest({
    ...{ tally: findingTally(range), waiting: waitingTally() },
    ...{
      signIns: absent,
      alerts: absent,
      logs: { absent: 'no application logs are watched' },
      metrics: absent,
    },
    sources: { rows: absent, quarantined: absent, missed: absent, problems: absent },
    suppressions: absent,
  });
}

/** The same digest with every text of others replaced by `text`; what is ours stays. */
export function withHostileTexts(digest: Digest, text: string): Digest {
  const spoilt = new Set(
    'ruleTitle principal sourceIp accountId region summary ruleId name said user day template group  series unit source owner reason id what title detail findingId deployment'.split(
      ' ',
    ),
  );
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return spoilt.has(key) && value !== 'findings' ? text : value;
    if (Array.isArray(value))
      return value.map((one) => visit(one, key === 'reasons' || key === 'rules' ? 'reason' : key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, visit(one, name)]));
  };
  const { headline, ...rest } = digest;
  return { ...(visit(rest, '') as Digest), headline };
}
