import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { TrailhoundError } from '#core/errors';
import { fail, ok } from '#core/result';
import { epochMs } from '#core/time';
import type { FailedDeliveries, WaitingDelivery } from '#ports/failed-deliveries';

/** Where Lambda writes: `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` (AWS Lambda Developer Guide). */
export const WAITING_PREFIX = 'aws/lambda/';
/** Where nothing is taken up again; the lifecycle rule of the bucket removes it in the end. */
export const GIVEN_UP_PREFIX = 'given-up/';

/** An asynchronous payload has at most 1 MB; the record holds it and an answer of at most 6 MB. */
const MOST_BYTES = 8_000_000;
/** All metadata of an object together may have 2 KB. */
const MOST_REASON = 1_000;

/**
 * Keeps failed deliveries where Lambda puts them.
 *
 * Needs `s3:ListBucket` on the bucket, `s3:GetObject` and `s3:DeleteObject` on `aws/lambda/*`, and `s3:PutObject` on
 * `given-up/*`. Rejects with `TH_REDRIVE`.
 */
export function s3FailedDeliveries(deps: {
  readonly s3: S3Client;
  readonly bucket: string;
}): FailedDeliveries {
  const { s3, bucket } = deps;
  const remove = async (Key: string): Promise<void> => {
    await call(bucket, 'DeleteObject', () => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key })));
  };
  return {
    list: () => pages(s3, bucket, WAITING_PREFIX),
    read: async ({ key, bytes }) => {
      if (bytes > MOST_BYTES) return fail(`no invocation record: larger than ${MOST_BYTES} bytes (limit)`);
      const got = await ifThere(bucket, 'GetObject', async () => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await Body?.transformToString('utf-8')) ?? '';
      });
      return got === undefined ? undefined : ok(got);
    },
    remove,
    giveUp: async (key, reason) => {
      const copy = new CopyObjectCommand({
        ...{ Bucket: bucket, Key: `${GIVEN_UP_PREFIX}${key}`, CopySource: `${bucket}/${encoded(key)}` },
        // Without these S3 would want the right to read tags and metadata of its own.
        ...{ MetadataDirective: 'REPLACE', TaggingDirective: 'REPLACE', ContentType: 'application/json' },
        Metadata: { reason: reason.replace(/[^ -~]/g, '?').slice(0, MOST_REASON) },
      });
      const copied = await ifThere(bucket, 'CopyObject', () => s3.send(copy));
      if (copied !== undefined) await remove(key);
    },
  };
}

/** Lists everything below a prefix, page by page. Keys come encoded, because XML has no control characters. */
export async function* pages(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly WaitingDelivery[]> {
  let token: string | undefined;
  do {
    const list = new ListObjectsV2Command({
      ...{ Bucket: bucket, Prefix: prefix, EncodingType: 'url' },
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page: ListObjectsV2CommandOutput = await call(bucket, 'ListObjectsV2', () => s3.send(list));
    yield (page.Contents ?? []).map(({ Key = '', LastModified, Size }) => ({
      key: page.EncodingType === 'url' ? decoded(Key) : Key,
      keptAt: epochMs(LastModified?.getTime() ?? 0),
      bytes: Size ?? 0,
    }));
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

const encoded = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

/** `undefined` when the object is gone: another run was faster. */
async function ifThere<T>(bucket: string, what: string, send: () => Promise<T>): Promise<T | undefined> {
  return call(bucket, what, async () => {
    try {
      return await send();
    } catch (cause) {
      if (cause instanceof Error && /^(NoSuchKey|NotFound)$/.test(cause.name)) return undefined;
      throw cause;
    }
  });
}

async function call<T>(bucket: string, what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    const kind = cause instanceof Error ? cause.name : typeof cause;
    throw new TrailhoundError('TH_REDRIVE', `${what} in ${bucket} failed (${kind})`, { cause });
  }
}
