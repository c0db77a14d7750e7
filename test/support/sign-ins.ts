import { signInOf } from '#core/sign-in';
import { parseTime } from '#core/time';
import { watchedEvent } from '#core/watched-event';

const NOW = parseTime('2026-03-10T00:00:00Z')!;

/** A console sign-in of an IAM user with a second factor. */
export const SIGN_IN = {
  eventID: 'a1',
  eventTime: '2026-03-01T09:00:00Z',
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'Mozilla/5.0',
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', userName: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
  responseElements: { ConsoleLogin: 'Success' },
  additionalEventData: { MFAUsed: 'Yes' },
};

/** The event of that sign-in, changed. */
export const signInEvent = (change: object) =>
  watchedEvent({ ...SIGN_IN, ...change }, { origin: 'test', now: NOW });

/** What is read out of it. */
export const read = (change: object) => signInOf(signInEvent(change));

/** Who signs in as a role, in one session of it. */
export const role = (session: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::123456789012:assumed-role/${session}`,
  sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/Admin' } },
});
