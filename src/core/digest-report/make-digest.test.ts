import { describe, expect, it } from '@jest/globals';
import { quietDigest, sampleDigest, sampleFacts } from '../../../test/support/sample-digest.ts';
import { sampleFinding } from '../../../test/support/sample-finding.ts';
import { signInOfEvidence } from '../sign-in-evidence.ts';
import { epochMs } from '../time.ts';
import { isAbsent, type Part } from './digest.ts';
import { findingTally } from './finding-tally.ts';
import { shortPrincipal, withShortPrincipal } from './short-principal.ts';
import { suppressionsPart } from './suppression-part.ts';
import { waitingTally } from './waiting-tally.ts';

const known = <T extends object>(part: Part<T>): T => {
  if (isAbsent(part)) throw new Error(part.absent);
  return part;
};
const DAY_MS = 86_400_000;

describe('makeDigest', () => {
  it('says in one sentence how many things need somebody, and lists them worst first', () => {
    const { headline, attention } = sampleDigest();
    const levels = attention.map(({ level }) => level);

    expect(headline.title).toBe(`${attention.length} things need you`);
    expect(headline.text).toBe(
      '39 new findings, 2 more went on; 21 in the period before. 5 critical and 14 high findings are open.',
    );
    expect(levels).toEqual(
      [...levels].sort(
        (a, b) => 'critical high medium low'.indexOf(a) - 'critical high medium low'.indexOf(b),
      ),
    );
    expect(attention[0]).toMatchObject({ title: 'Root user signed in without a second factor' });
    expect(attention.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        '1 problem with Trailhound itself',
        'Nothing comes through EventBridge',
        '3 inputs in quarantine',
        '1 metric out of range, still',
        '2 new kinds of error in application logs',
        '1 console sign-in out of the ordinary',
        '2 suppressions to renew or remove',
      ]),
    );
  });

  it('is quiet when nothing happened, and absent parts say why', () => {
    const digest = quietDigest();

    expect(digest.headline).toEqual({ title: 'Nothing needs you', text: 'Nothing new.', mood: 'quiet' });
    expect(digest.attention).toEqual([]);
    expect(digest.logs).toEqual({ absent: 'no application logs are watched' });
    expect(digest.alerts).toEqual({ absent: 'not known: dynamodb:GetItem is not allowed' });
  });

  it('is calm, not quiet, while only small things happen', () => {
    const { range } = sampleFacts();
    const [tally, waiting] = [findingTally(range), waitingTally()];
    const one = sampleFinding({ severity: 'low', status: 'open' });
    tally.add(one);
    waiting.add(one);
    const { headline } = { ...sampleDigest({ ...quietFacts(), tally, waiting }) };

    expect(headline).toEqual({
      title: 'Nothing needs you',
      text: '1 new finding; none in the period before.',
      mood: 'calm',
    });
  });

  it('tells of application logs what is new, what came back, what is more than usual and what went on', () => {
    const { totals, kinds } = known(sampleDigest().logs);

    expect(totals).toEqual({ new: 2, returned: 0, spike: 1, rate: 0, known: 1 });
    expect(kinds.map(({ news, count, isCapped }) => [news, count, isCapped])).toEqual([
      ['new', 41, false],
      ['new', 7, false],
      ['spike', 312, false],
      ['known', 10_000, true],
    ]);
    const back = sampleFacts().logs;
    const [first] = 'known' in back ? back.known : [];
    const returned = {
      ...first!,
      firstSeen: '2026-01-01T00:00:00Z',
      alert: { ...first!.alert, cause: 'reopened' as const },
    };
    expect(known(sampleDigest({ logs: { known: [returned] } }).logs).totals.returned).toBe(1);
  });

  it('tells once of an open finding of high severity, not again as a metric, a log or a sign-in', () => {
    const all = (given: Partial<ReturnType<typeof sampleFinding>>) => {
      const facts = sampleFacts();
      const change = <T extends object>(part: T): T =>
        'known' in part && Array.isArray(part.known)
          ? { ...part, known: part.known.map((one) => ({ ...one, ...given })) }
          : part;
      const titles = sampleDigest({ logs: change(facts.logs), metrics: change(facts.metrics) }).attention;
      return titles.flatMap(({ title }) => (/new kind|out of range/.test(title) ? [title] : []));
    };

    expect(all({ severity: 'high', status: 'open' })).toEqual([]);
    expect(all({ severity: 'high', status: 'acknowledged' })).toHaveLength(2);
    expect(all({ severity: 'medium', status: 'open' })).toHaveLength(2);
  });

  const attempt = (key: string, outcome: string) => ({
    ...sampleFinding().evidence[0]!,
    ...{ key, eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com' },
    ...{ eventTime: '2026-03-01T09:00:00Z', principal: 'arn:aws:iam::123456789012:root' },
    request: `{"signIn":{"kind":"root","user":"root","outcome":"${outcome}","mfa":"no"}}`,
  });

  it.each([
    { kept: ['failure'], count: 37, expected: { successes: false, failures: true, unseen: 36 } },
    { kept: ['success'], count: 2, expected: { successes: true, failures: false, unseen: 1 } },
    { kept: ['failure', 'success'], count: 3, expected: { successes: true, failures: true, unseen: 1 } },
    { kept: ['failure', 'success'], count: 2, expected: { successes: false, failures: false, unseen: 0 } },
  ])('says of which sign-ins there may be more: $count events, kept $kept', ({ kept, count, expected }) => {
    const evidence = kept.map((outcome, at) => attempt(`key-${at}`, outcome));
    const list = evidence.flatMap((one) => signInOfEvidence(one) ?? []);
    const findings = [sampleFinding({ count, evidence })];
    const { logins } = sampleDigest({ signIns: { known: { list, source: 'findings', findings } } });

    expect(known(logins).atLeast).toEqual(expected);
  });

  it.each([
    { severity: 'critical', status: 'open', listed: 0 },
    { severity: 'low', status: 'open', listed: 1 },
    { severity: 'critical', status: 'closed', listed: 1 },
  ] as const)(
    'lists an unusual sign-in $listed times beside its $status $severity finding',
    ({ severity, status, listed }) => {
      const evidence = [attempt('key', 'success')];
      const list = evidence.flatMap((one) => signInOfEvidence(one) ?? []);
      const findings = [sampleFinding({ severity, status, count: 1, evidence })];
      const { attention } = sampleDigest({ signIns: { known: { list, source: 'findings', findings } } });

      expect(attention.filter(({ title }) => title.includes('out of the ordinary'))).toHaveLength(listed);
    },
  );

  it('tells of metrics what lasts first, and how long', () => {
    const { anomalies, open, closed } = known(sampleDigest().metrics);

    expect([open, closed]).toEqual([1, 1]);
    expect(anomalies.map(({ kind, minutes, end }) => [kind, minutes, end])).toEqual([
      ['anomaly', 135, undefined],
      ['threshold', 80, '2026-03-01T16:20:00Z'],
    ]);
  });

  it('counts console sign-ins of the range alone, and learns from the others', () => {
    const event = {
      ...sampleFinding().evidence[0]!,
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      principal: 'arn:aws:iam::123456789012:user/alice',
    };
    const signIn = (key: string, eventTime: string, sourceIp: string) =>
      signInOfEvidence({
        ...event,
        key,
        eventTime,
        sourceIp,
        request: '{"signIn":{"kind":"iam-user","user":"alice","outcome":"success","mfa":"yes"}}',
      })!;
    const list = [
      ...['24', '25', '26'].map((day) => signIn(`k${day}`, `2026-02-${day}T09:00:00Z`, '192.0.2.1')),
      signIn('new', '2026-03-01T09:00:00Z', '198.51.100.9'),
    ];
    const logins = known(sampleDigest({ signIns: { known: { list, source: 'findings' } } }).logins);

    expect(logins).toMatchObject({ successes: 1, failures: 0, users: 1, mfa: { yes: 1, no: 0 } });
    expect(logins.unusual).toMatchObject([{ sourceIp: '198.51.100.9', level: 'medium' }]);
  });

  it('says which suppressions have ended, which will soon, and what each covered in the range', () => {
    const { rows, inForce, expiresSoon, expired } = known(sampleDigest().suppressions);

    expect([inForce, expiresSoon, expired]).toEqual([2, 1, 1]);
    expect(rows.map(({ id, state, hits }) => [id, state, hits])).toEqual([
      ['pentest', 'expired', 0],
      ['backup-snapshots', 'expires soon', 12],
      ['ci', 'in force', 0],
    ]);
  });

  it.each([
    { left: 0, state: 'expired' },
    { left: 1, state: 'expires soon' },
    { left: 14 * DAY_MS - 1, state: 'expires soon' },
    { left: 14 * DAY_MS, state: 'in force' },
  ])('a suppression with $left ms left: $state', ({ left, state }) => {
    const now = epochMs(1_700_000_000_000);
    const entry = { id: 'x', rules: 'all' as const, reason: 'r', owner: 'o', expiresAt: epochMs(now + left) };

    expect(suppressionsPart([entry], new Map(), 'file', now).rows[0]?.state).toBe(state);
  });

  it('counts alerts that were sent, and those that fail', () => {
    const looked = [
      sampleFinding({ alert: { state: 'sent', cause: 'new', attempts: 0 } }),
      sampleFinding({ alert: { state: 'folded', cause: 'new', attempts: 0 } }),
    ];
    const pending = [
      sampleFinding({
        createdAt: '2026-03-01T08:00:00Z',
        alert: { state: 'pending', cause: 'new', attempts: 2 },
      }),
      sampleFinding({ createdAt: '2026-03-01T07:00:00Z' }),
    ];
    const { alerts, attention } = sampleDigest({
      alerts: { known: { looked, pending, pendingIsCut: false } },
    });

    expect(alerts).toMatchObject({
      sent: 1,
      folded: 1,
      pending: 2,
      failing: 1,
      oldestPending: '2026-03-01T07:00:00Z',
    });
    expect(attention.map(({ title }) => title)).toContain('1 alert could not be sent');
  });

  it('is plain data: JSON brings the very same back', () => {
    const digest = sampleDigest();
    expect(JSON.parse(JSON.stringify(digest))).toEqual(digest);
  });
});

function quietFacts() {
  const absent = { absent: 'x' };
  return {
    ...{ signIns: absent, logs: absent, metrics: absent, suppressions: absent, alerts: absent },
    sources: { rows: absent, quarantined: absent, missed: absent, problems: absent },
  };
}

describe('waitingTally', () => {
  it('finds what has waited longest, whatever the order, and leaves informational ones out of that list', () => {
    const tally = waitingTally();
    const days = Array.from({ length: 60 }, (_, at) => at);
    for (const day of [...days].sort((a, b) => ((a * 37) % 60) - ((b * 37) % 60))) {
      const firstSeen = `2026-01-${String((day % 28) + 1).padStart(2, '0')}T${day < 28 ? '01' : '02'}:00:00Z`;
      tally.add(
        sampleFinding({ findingId: `f${day}`, firstSeen, severity: day === 0 ? 'informational' : 'medium' }),
      );
    }
    tally.add(sampleFinding({ findingId: 'closed', firstSeen: '2025-01-01T00:00:00Z', status: 'closed' }));
    const { open, oldest } = tally.waiting(false);

    expect(open).toBe(60);
    expect(oldest).toHaveLength(10);
    expect(oldest.slice(0, 3).map(({ firstSeen }) => firstSeen)).toEqual([
      '2026-01-01T02:00:00Z',
      '2026-01-01T02:00:00Z',
      '2026-01-02T01:00:00Z',
    ]);
  });
});

describe('shortPrincipal', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/alice', 'user/alice'],
    ['arn:aws:iam::123456789012:root', 'root'],
    ['root', '"root"'],
    ['arn:aws:iam::123456789012:user/root', 'user/root'],
    ['arn:aws:sts::123456789012:assumed-role/Admin/bob', 'bob (Admin)'],
    [
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob@example',
      'bob@example (Admin)',
    ],
    ['arn:aws:iam::123456789012:role/aws-reserved/sso/AWSReservedSSO_Admin_0123456789abcdef', 'role/Admin'],
    ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
    ['', ''],
  ])('%s: %s', (principal, short) => {
    expect(shortPrincipal(principal)).toBe(short);
  });

  it('takes its place in a sentence', () => {
    const who = 'arn:aws:iam::123456789012:user/$&alice';
    expect(withShortPrincipal(`${who} stopped it`, who)).toBe('user/$&alice stopped it');
  });
});
