import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, isoFromMs } from '#core/time';
import type { Actor } from './actors.ts';
import type { Random } from './random.ts';

/** Part of a record. */
export type Fields = { readonly [field: string]: unknown };

/** What an actor asks of a service, and how it went. */
export interface Call {
  /** The service as its event source begins: `ec2`, `iam`. */
  readonly source: string;
  readonly name: string;
  /** @default - the actor's region; `us-east-1` for global services */
  readonly region?: string;
  /** @default null */
  readonly request?: Fields | null;
  /** @default null */
  readonly response?: Fields | null;
  /** Code and message of a failure. */
  readonly error?: readonly [code: string, message?: string];
  readonly resources?: readonly Fields[];
  /** @default - told from the name */
  readonly readOnly?: boolean;
  /** Fields that replace or follow the usual ones, such as `additionalEventData`. */
  readonly more?: Fields;
}

const GLOBAL = new Set(['iam', 'route53', 'cloudfront', 'organizations', 'ce', 'health', 'support']);
/** Old services keep old record versions: the mix is what a real log has. */
const VERSIONS: Fields = { signin: '1.09', monitoring: '1.10', ecr: '1.10', rds: '1.10', sts: '1.10' };
const READS = /^(Get|List|Describe|Lookup|BatchGet|BatchCheck|Head|Search|AssumeRole|Decrypt$|GenerateDataKey)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes one call as CloudTrail would, fields in its usual order. */
export function writeRecord(random: Random, accountId: string, actor: Actor, call: Call, at: EpochMs): CloudTrailRecord {
  const region = call.region ?? (GLOBAL.has(call.source) ? 'us-east-1' : actor.region);
  const { additionalEventData, ...more } = call.more ?? {};
  return {
    eventVersion: VERSIONS[call.source] ?? '1.11',
    userIdentity: actor.identity,
    eventTime: isoFromMs(at),
    eventSource: `${call.source}.amazonaws.com`,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: actor.address,
    userAgent: call.source === 's3' ? `[${actor.userAgent}]` : actor.userAgent,
    ...(call.error ? failure(call.error) : {}),
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    ...(additionalEventData === undefined ? {} : { additionalEventData }),
    requestID: call.source === 's3' ? random.letters(16) : random.uuid(),
    eventID: random.uuid(),
    readOnly: call.readOnly ?? (call.source !== 'signin' && READS.test(call.name)),
    ...(call.resources ? { resources: call.resources } : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
    ...(actor.direct ? { tlsDetails: tls(call, region) } : {}),
    ...(actor.console && call.source !== 'signin' ? { sessionCredentialFromConsole: 'true' } : {}),
    ...more,
  };
}

function failure([code, message]: readonly [string, string?]): Fields {
  return message === undefined ? { errorCode: code } : { errorCode: code, errorMessage: message };
}

function tls(call: Call, region: string): Fields {
  const host = GLOBAL.has(call.source) ? `${call.source}.amazonaws.com` : `${call.source}.${region}.amazonaws.com`;
  const bucket = call.source === 's3' ? call.request?.['bucketName'] : undefined;
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: typeof bucket === 'string' ? `${bucket}.${host}` : host,
  };
}

/** Prints an instant as AWS does inside parameters: `Mar 17, 2026, 2:41:22 PM`. */
export function awsDate(at: EpochMs): string {
  const iso = isoFromMs(at);
  const hour = Number(iso.slice(11, 13));
  const day = Number(iso.slice(8, 10));
  const clock = `${hour % 12 || 12}${iso.slice(13, 19)} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${day}, ${iso.slice(0, 4)}, ${clock}`;
}

/** Says no as IAM does: EC2 has its own code and wording, JSON services end theirs in `Exception`. */
export function denial(actor: Actor, source: string, name: string, resource = '*'): readonly [string, string] {
  const action = `${source === 'monitoring' ? 'cloudwatch' : source}:${name.replace(/\d{8}(v\d)?$/, '')}`;
  const who = `User: ${String(actor.identity['arn'])} is not authorized to perform: ${action} on resource: ${resource}`;
  const why = `${who} because no identity-based policy allows the ${action} action`;
  if (source === 'ec2') return ['Client.UnauthorizedOperation', `You are not authorized to perform this operation. ${why}`];
  const plain = ['iam', 's3', 'sts', 'cloudtrail', 'rds', 'sns', 'cloudformation', 'monitoring'].includes(source);
  return [plain ? 'AccessDenied' : 'AccessDeniedException', why];
}
