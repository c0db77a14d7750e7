import { isObject, member } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { fail, ok, type Result } from '#core/result';
import type { ObjectPlace } from '#ports/object-reader';

/** What a message names: objects to read, and what in it was not understood. */
export interface NotifiedObjects {
  readonly objects: readonly ObjectPlace[];
  /** Never quotes the message. */
  readonly faults: readonly string[];
}

type Fields = { readonly [field: string]: unknown };

const NOTHING: NotifiedObjects = { objects: [], faults: [] };
/** What CloudTrail publishes to see whether it may, when a topic is set up. */
const PROBE = 'CloudTrail validation message.';
/** A notification in an SNS message in another one. */
const MAX_WRAPPERS = 3;
const UNKNOWN = 'no notification of S3, nor of CloudTrail about its log files';

/**
 * Finds the objects that a queue message names: a notification of S3, sent directly, through SNS or through EventBridge,
 * or what CloudTrail itself publishes when it has delivered log files.
 *
 * Only new objects count: a test event, a deletion or a restored object names none. Keys of S3's own notifications are
 * URL-encoded, with `+` for blanks, those of the others are not (S3 User Guide: event message structure; EventBridge
 * event message structure; CloudTrail User Guide: SNS notifications).
 */
export function readNotification(body: string, depth = 0): NotifiedObjects {
  // As a topic hands it on that delivers raw messages.
  if (body === PROBE) return NOTHING;
  const parsed = parseJson(body);
  if (!parsed.ok) return faulty(parsed.error);
  const value = parsed.value;
  if (!isObject(value)) return faulty(UNKNOWN);
  if (value.Event === 's3:TestEvent') return NOTHING;
  if (value.Type === 'Notification' && typeof value.Message === 'string')
    return depth < MAX_WRAPPERS
      ? readNotification(value.Message, depth + 1)
      : faulty(`wrapped in more than ${MAX_WRAPPERS} SNS messages (limit)`);
  if (value['detail-type'] !== undefined) return fromEventBridge(value);
  if (value.s3ObjectKey !== undefined) return fromCloudTrail(value);
  return Array.isArray(value.Records) ? fromRecords(value.Records) : faulty(UNKNOWN);
}

const faulty = (reason: string): NotifiedObjects => ({ objects: [], faults: [reason] });

function gathered(all: readonly Result<ObjectPlace | undefined, string>[]): NotifiedObjects {
  return {
    objects: all.flatMap((one) => (one.ok && one.value ? [one.value] : [])),
    faults: all.flatMap((one) => (one.ok ? [] : [one.error])),
  };
}

const fromRecords = (records: readonly unknown[]): NotifiedObjects => gathered(records.map(fromRecord));

function fromRecord(value: unknown): Result<ObjectPlace | undefined, string> {
  if (!isObject(value) || !isObject(value.s3)) return fail(UNKNOWN);
  if (typeof value.eventName !== 'string') return fail(UNKNOWN);
  if (!/^(?:s3:)?ObjectCreated:/.test(value.eventName)) return ok(undefined);
  const { object } = value.s3;
  const key = decoded(member(object, 'key'));
  if (!key.ok) return key;
  return placeOf(member(value.s3.bucket, 'name'), key.value, member(object, 'versionId'));
}

function fromEventBridge(value: Fields): NotifiedObjects {
  if (value.source !== 'aws.s3') return faulty(UNKNOWN);
  const kind = value['detail-type'];
  // A rule that forwards something else of S3, such as recorded calls, would bring no object for ever, unseen.
  if (typeof kind !== 'string' || !kind.startsWith('Object ')) return faulty(UNKNOWN);
  if (kind !== 'Object Created') return NOTHING;
  const object = member(value.detail, 'object');
  const bucket = member(member(value.detail, 'bucket'), 'name');
  return gathered([placeOf(bucket, member(object, 'key'), member(object, 'version-id'))]);
}

function fromCloudTrail({ s3Bucket, s3ObjectKey }: Fields): NotifiedObjects {
  const keys: readonly unknown[] = Array.isArray(s3ObjectKey) ? s3ObjectKey : [s3ObjectKey];
  return gathered(keys.map((key) => placeOf(s3Bucket, key, undefined)));
}

function decoded(key: unknown): Result<string, string> {
  if (typeof key !== 'string') return fail('a notification without an object key');
  try {
    return ok(decodeURIComponent(key.replaceAll('+', ' ')));
  } catch {
    return fail('an object key that is not URL-encoded');
  }
}

function placeOf(bucket: unknown, key: unknown, versionId: unknown): Result<ObjectPlace, string> {
  if (typeof bucket !== 'string' || bucket === '') return fail('a notification without a bucket');
  if (typeof key !== 'string' || key === '') return fail('a notification without an object key');
  return ok(typeof versionId === 'string' && versionId !== '' ? { bucket, key, versionId } : { bucket, key });
}
