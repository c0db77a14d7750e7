import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, isoFromMs } from '#core/time';
import type { Actor, Call, Fields } from './call.ts';
import type { Random } from './random.ts';

const GLOBAL = new Set(['iam', 'route53', 'cloudfront', 'organizations', 'ce', 'health', 'support']);
/** Private addresses reach AWS through an endpoint in the network, and the record says through which. */
const VPC_ENDPOINT = 'vpce-0a51f0c2d7e98b364';
/** Old services keep old record versions: the mix is what a real log has. */
const VERSIONS: Fields = { signin: '1.09', monitoring: '1.10', ecr: '1.10', rds: '1.10', sts: '1.10' };
const READS =
  /^(Get|List|Describe|Lookup|BatchGet|BatchCheck|Head|Search|AssumeRole|Decrypt$|GenerateDataKey)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes one call as CloudTrail would, fields in its usual order. */
export function writeRecord(
  random: Random,
  accountId: string,
  actor: Actor,
  call: Call,
  at: EpochMs,
): CloudTrailRecord {
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
    userAgent: call.source === 's3' && actor.direct ? `[${actor.userAgent}]` : actor.userAgent,
    ...failure(call.error),
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    ...(additionalEventData === undefined ? {} : { additionalEventData }),
    ...requestId(random, call),
    eventID: random.uuid(),
    readOnly: call.readOnly ?? (call.source !== 'signin' && READS.test(call.name)),
    ...(call.resources ? { resources: call.resources } : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
    ...connection(actor, call, region, accountId),
    ...more,
  };
}

/** Sign-ins have no request id, those of S3 look different, and EC2 repeats its own in the answer. */
function requestId(random: Random, { source, response }: Call): Fields {
  if (source === 'signin') return {};
  return { requestID: response?.['requestId'] ?? (source === 's3' ? random.letters(16) : random.uuid()) };
}

function failure(error: Call['error']): Fields {
  if (!error) return {};
  const [code, message] = error;
  return message === undefined ? { errorCode: code } : { errorCode: code, errorMessage: message };
}

/** How the call reached AWS: over which endpoint, with which TLS, from which page. */
function connection(actor: Actor, call: Call, region: string, accountId: string): Fields {
  const privately = actor.address.startsWith('10.');
  return {
    ...(privately ? { vpcEndpointId: VPC_ENDPOINT, vpcEndpointAccountId: accountId } : {}),
    ...(actor.direct ? { tlsDetails: tls(call, region) } : {}),
    ...(actor.console && call.source !== 'signin' ? { sessionCredentialFromConsole: 'true' } : {}),
  };
}

function tls(call: Call, region: string): Fields {
  const host = GLOBAL.has(call.source)
    ? `${call.source}.amazonaws.com`
    : `${call.source}.${region}.amazonaws.com`;
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
export function denial(
  actor: Actor,
  source: string,
  name: string,
  resource = '*',
): readonly [string, string] {
  const action = `${source === 'monitoring' ? 'cloudwatch' : source}:${name.replace(/\d{8}(v\d)?$/, '')}`;
  const who = `User: ${String(actor.identity['arn'])} is not authorized to perform: ${action} on resource: ${resource}`;
  const why = `${who} because no identity-based policy allows the ${action} action`;
  if (source === 'ec2')
    return ['Client.UnauthorizedOperation', `You are not authorized to perform this operation. ${why}`];
  const plain = ['iam', 's3', 'sts', 'cloudtrail', 'rds', 'sns', 'cloudformation', 'monitoring'].includes(
    source,
  );
  return [plain ? 'AccessDenied' : 'AccessDeniedException', why];
}

/** Says "too fast" as each service does. */
export function throttled(source: string): readonly [string, string] {
  if (source === 'ec2') return ['Client.RequestLimitExceeded', 'Request limit exceeded.'];
  const query = ['rds', 'monitoring', 'autoscaling', 'elasticloadbalancing', 'cloudformation', 'iam'];
  return [query.includes(source) ? 'Throttling' : 'ThrottlingException', 'Rate exceeded'];
}
