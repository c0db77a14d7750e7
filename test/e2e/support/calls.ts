import { randomUUID } from 'node:crypto';
import { epochMs, isoFromMs } from '#core/time';
import { sampleRecord } from '../../support/shapes.ts';
import { ACCOUNT, REGION } from './clients.ts';

/** A CloudTrail record. */
export type Call = Readonly<Record<string, unknown>>;

/** Title of the built-in rule that `trailStopped` matches. */
export const TRAIL_STOPPED = 'CloudTrail trail stopped or deleted';

/** What the findings table calls a person. */
export const principalOf = (person: string): string => `arn:aws:iam::${ACCOUNT}:user/${person}`;

/** Somebody stops a trail, now: a finding of its own for each person. */
export function trailStopped(person: string, changes: Call = {}): Call {
  return sampleRecord({
    userIdentity: {
      ...{ type: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLE01', accountId: ACCOUNT, userName: person },
      arn: principalOf(person),
    },
    ...{ eventID: randomUUID(), requestID: randomUUID(), eventTime: now() },
    ...{ awsRegion: REGION, recipientAccountId: ACCOUNT },
    ...changes,
  });
}

/** Title of the built-in correlation that `adminMade` meets. */
export const ADMIN_MADE = 'New user made an administrator at once';

/** Somebody makes a user, gives it a key, and makes it an administrator: three calls that one correlation joins. */
export const adminMade = (person: string): readonly [Call, Call, Call] => {
  const call = (eventName: string, parameters: Call = {}): Call =>
    trailStopped(person, {
      ...{ eventSource: 'iam.amazonaws.com', eventName },
      requestParameters: { userName: `made-by-${person}`, ...parameters },
    });
  const policyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  return [call('CreateUser'), call('CreateAccessKey'), call('AttachUserPolicy', { policyArn })];
};

/** Seconds only, as CloudTrail writes them. */
const now = (): string => isoFromMs(epochMs(Math.floor(Date.now() / 1000) * 1000));
