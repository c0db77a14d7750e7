import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { loginReport } from './login-report.ts';
import { type SignIn, UNKNOWN_USER } from './sign-in.ts';
import { parseTime } from './time.ts';

let serial = 0;
const attempt = (time: string, change: Partial<SignIn> = {}): SignIn => {
  serial += 1;
  return {
    key: `k${serial}`,
    at: parseTime(time)!,
    timed: true,
    accountId: '123456789012',
    region: 'us-east-1',
    kind: 'iam-user',
    user: 'alice',
    sourceIp: '192.0.2.10',
    userAgent: 'Mozilla/5.0 Firefox/100.0',
    outcome: 'success',
    mfa: 'yes',
    ...change,
  };
};
const failed = (time: string, change: Partial<SignIn> = {}) =>
  attempt(time, { outcome: 'failure', mfa: 'no', ...change });
const codes = (signIns: readonly SignIn[]) =>
  loginReport(signIns).rows.map((row) => [
    row.user,
    row.sourceIp,
    row.day,
    row.reasons.map((one) => one.code),
  ]);
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}`;
/** `count` ordinary mornings of one user. */
const mornings = (count: number, change: Partial<SignIn> = {}) =>
  Array.from({ length: count }, (_, index) => attempt(`${day(index + 1)}T09:10:00Z`, change));

describe('loginReport', () => {
  it('counts successes and failures for each user, address and day', () => {
    const report = loginReport([
      attempt('2026-03-01T09:00:00Z'),
      failed('2026-03-01T08:59:00Z'),
      attempt('2026-03-01T23:59:59Z', { sourceIp: '198.51.100.1' }),
      attempt('2026-03-02T00:00:00Z', { user: 'bob', mfa: 'federated', kind: 'federated' }),
      attempt('2026-03-02T00:00:01Z', { outcome: 'unclear' }),
    ]);

    expect(report.totals).toEqual({
      successes: 3,
      failures: 1,
      unclear: 1,
      users: 2,
      addresses: 2,
      unusualRows: 0,
      first: '2026-03-01T08:59:00Z',
      last: '2026-03-02T00:00:01Z',
    });
    expect(report.rows).toHaveLength(4);
    expect(report.byUser).toEqual([
      { name: 'alice', successes: 2, failures: 1, unclear: 1 },
      { name: 'bob', successes: 1, failures: 0, unclear: 0 },
    ]);
    expect(report.byDay.map((one) => [one.name, one.successes, one.failures, one.unclear])).toEqual([
      ['2026-03-01', 2, 1, 0],
      ['2026-03-02', 1, 0, 1],
    ]);
  });

  it('says how MFA was used in the sign-ins that worked', () => {
    const [row] = loginReport([
      attempt('2026-03-01T09:00:00Z'),
      attempt('2026-03-01T10:00:00Z', { mfa: 'no' }),
      failed('2026-03-01T08:00:00Z'),
    ]).rows;
    expect(row?.mfa).toEqual({ yes: 1, no: 1, federated: 0, unknown: 0 });
  });

  it('names the account of a user where there are several', () => {
    const report = loginReport([
      attempt('2026-03-01T09:00:00Z'),
      attempt('2026-03-01T09:00:00Z', { accountId: '210987654321' }),
    ]);
    expect(report.byUser.map((one) => one.name)).toEqual(['alice @ 123456789012', 'alice @ 210987654321']);
  });

  it('counts an attempt that was delivered twice once', () => {
    const one = attempt('2026-03-01T09:00:00Z');
    expect(loginReport([one, { ...one }]).totals.successes).toBe(1);
  });

  it('shows attempts without a time, on no day', () => {
    const report = loginReport([attempt('1970-01-01T00:00:00Z', { timed: false })]);
    expect(report.rows[0]).toMatchObject({ day: '', first: '', last: '', successes: 1 });
    expect(report.totals).toMatchObject({ first: '', last: '' });
  });

  it('is empty without attempts', () => {
    expect(loginReport([])).toMatchObject({ rows: [], byUser: [], totals: { successes: 0, first: '' } });
  });
});

describe('what is unusual', () => {
  it.each([
    {
      name: 'root',
      signIns: [attempt('2026-03-01T09:00:00Z', { kind: 'root', user: 'root' })],
      expected: ['root'],
    },
    {
      name: 'root without MFA',
      signIns: [attempt('2026-03-01T09:00:00Z', { kind: 'root', user: 'root', mfa: 'no' })],
      expected: ['root', 'no-mfa'],
    },
    {
      name: 'a failed try as root',
      signIns: [failed('2026-03-01T09:00:00Z', { kind: 'root', user: 'root' })],
      expected: ['root-failed'],
    },
    {
      name: 'an IAM user without MFA',
      signIns: [attempt('2026-03-01T09:00:00Z', { mfa: 'no' })],
      expected: ['no-mfa'],
    },
    { name: 'an IAM user with MFA', signIns: [attempt('2026-03-01T09:00:00Z')], expected: [] },
    {
      name: 'a federated sign-in, for which AWS knows of no MFA',
      signIns: [attempt('2026-03-01T09:00:00Z', { kind: 'federated', mfa: 'federated' })],
      expected: [],
    },
    {
      name: 'four failures',
      signIns: [1, 2, 3, 4].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      expected: [],
    },
    {
      name: 'five failures',
      signIns: [1, 2, 3, 4, 5].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      expected: ['many-failures'],
    },
    {
      name: 'two failures after MFA',
      signIns: [1, 2].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`, { mfa: 'yes' })),
      expected: ['mfa-failed'],
    },
    {
      name: 'a success after three failures',
      signIns: [
        attempt('2026-03-01T09:10:00Z'),
        ...[1, 2, 3].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      ],
      expected: ['after-failures'],
    },
    {
      name: 'a success after two failures',
      signIns: [
        attempt('2026-03-01T09:10:00Z'),
        ...[1, 2].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      ],
      expected: [],
    },
    {
      name: 'a success more than an hour after three failures',
      signIns: [
        attempt('2026-03-01T10:10:00Z'),
        ...[1, 2, 3].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      ],
      expected: [],
    },
    {
      name: 'three failures after the success',
      signIns: [
        attempt('2026-03-01T09:00:00Z'),
        ...[1, 2, 3].map((minute) => failed(`2026-03-01T09:0${minute}:00Z`)),
      ],
      expected: [],
    },
  ])('$name: $expected', ({ signIns, expected }) => {
    expect(loginReport(signIns).rows[0]?.reasons.map((one) => one.code)).toEqual(expected);
  });

  it('sees failures of other users from the address of a success', () => {
    const found = codes([
      ...['bob', 'carol', UNKNOWN_USER].map((user, minute) =>
        failed(`2026-03-01T09:0${minute}:00Z`, { user }),
      ),
      attempt('2026-03-01T09:05:00Z'),
    ]);
    expect(found[0]).toEqual(['alice', '192.0.2.10', day(1), ['after-failures']]);
    expect(found.slice(1).map(([, , , reasons]) => reasons)).toEqual([
      ['many-users'],
      ['many-users'],
      ['many-users'],
    ]);
  });

  it('sees failures of one user from many addresses', () => {
    const signIns = [1, 2, 3, 4, 5].map((host) =>
      failed('2026-03-01T09:00:00Z', { sourceIp: `203.0.113.${host}` }),
    );
    expect(codes(signIns).map(([, , , reasons]) => reasons)).toEqual(Array(5).fill(['many-failures']));
  });

  it('sees the one sign-in from an address, once another one is usual', () => {
    const elsewhere = attempt('2026-03-04T09:10:00Z', { sourceIp: '203.0.113.9' });
    expect(codes([...mornings(3), elsewhere])[0]).toEqual(['alice', '203.0.113.9', day(4), ['new-address']]);
    expect(codes([...mornings(2), elsewhere]).flatMap(([, , , reasons]) => reasons)).toEqual([]);
  });

  it('does not take an updated browser for a new one', () => {
    const updated = attempt('2026-03-04T09:10:00Z', { userAgent: 'Mozilla/5.0 Firefox/101.0.2' });
    const other = attempt('2026-03-05T09:10:00Z', { userAgent: 'curl/8.0' });
    expect(codes([...mornings(3), updated]).flatMap(([, , , reasons]) => reasons)).toEqual([]);
    expect(codes([...mornings(3), other])[0]).toEqual(['alice', '192.0.2.10', day(5), ['new-agent']]);
  });

  it('sees an unusual hour once ten other sign-ins show what is usual', () => {
    const atNight = attempt('2026-03-20T02:00:00Z');
    expect(codes([...mornings(10), atNight])[0]).toEqual(['alice', '192.0.2.10', day(20), ['unusual-hour']]);
    expect(codes([...mornings(9), atNight]).flatMap(([, , , reasons]) => reasons)).toEqual([]);
  });

  it('knows that midnight is close to eleven at night', () => {
    const late = Array.from({ length: 12 }, (_, index) => attempt(`${day(index + 1)}T23:30:00Z`));
    expect(codes([...late, attempt('2026-03-20T00:30:00Z')]).flatMap(([, , , reasons]) => reasons)).toEqual(
      [],
    );
  });

  it('puts the loudest row first, and ordinary ones last, newest first', () => {
    const order = loginReport([
      attempt('2026-03-01T09:00:00Z', { user: 'old' }),
      attempt('2026-03-03T09:00:00Z', { user: 'new' }),
      attempt('2026-03-02T09:00:00Z', { user: 'bare', mfa: 'no' }),
      failed('2026-03-02T09:00:00Z', { user: 'root', kind: 'root' }),
      attempt('2026-03-02T09:00:00Z', { user: 'root', kind: 'root', mfa: 'no', sourceIp: '198.51.100.7' }),
    ]).rows.map((row) => `${row.user} ${row.sourceIp}`);
    expect(order).toEqual([
      'root 198.51.100.7',
      'bare 192.0.2.10',
      'root 192.0.2.10',
      'new 192.0.2.10',
      'old 192.0.2.10',
    ]);
  });
});

describe('order', () => {
  const anyAttempt = fc.record({
    minute: fc.integer({ min: 0, max: 4000 }),
    user: fc.constantFrom('alice', 'bob', 'root', UNKNOWN_USER),
    sourceIp: fc.constantFrom('192.0.2.1', '198.51.100.2', ''),
    outcome: fc.constantFrom<SignIn['outcome']>('success', 'failure', 'unclear'),
    userAgent: fc.constantFrom('a/1', 'b/2', ''),
    timed: fc.boolean(),
  });

  it('of arrival and repeated deliveries change nothing', () => {
    fc.assert(
      fc.property(fc.array(anyAttempt, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (drawn, random) => {
        const signIns = drawn.map(({ minute, ...rest }, index) =>
          attempt('2026-03-01T00:00:00Z', {
            ...rest,
            key: `p${index}`,
            at: (parseTime('2026-03-01')! + minute * 60_000) as SignIn['at'],
          }),
        );
        const shuffled = [...signIns, ...signIns.slice(0, 5)]
          .map((one) => ({ one, rank: random.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        expect(loginReport(shuffled)).toEqual(loginReport(signIns));
      }),
      { numRuns: 200 },
    );
  });
});
