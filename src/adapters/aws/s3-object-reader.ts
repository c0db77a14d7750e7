import { GetObjectCommand, type S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { READ_LIMITS } from '#adapters/codec/read-limits';
import { readRecordStream } from '#adapters/codec/record-stream';
import { TrailhoundError } from '#core/errors';
import type { Skim } from '#core/prefilter';
import { fail, ok } from '#core/result';
import { type ObjectPlace, type ObjectReader, type ObjectRefusal, objectAddress } from '#ports/object-reader';

/**
 * How the client of the reader is to be made.
 *
 * An organisation's bucket may lie in another region. A connection that stands still is given up; so is one on which
 * nobody reads for as long, because the tables are slow: then the object is read again later. Gzip has a checksum of its
 * own, which spares that of S3.
 */
export const OBJECT_CLIENT = {
  maxAttempts: 4,
  followRegionRedirects: true,
  responseChecksumValidation: 'WHEN_REQUIRED',
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, socketTimeout: 30_000 },
} satisfies S3ClientConfig;

/** What the service says where there is nothing to read (S3 API Reference: error responses). */
const REFUSALS: ReadonlyMap<string, ObjectRefusal> = new Map([
  ['NoSuchKey', 'gone'],
  ['NoSuchVersion', 'gone'],
  ['NoSuchBucket', 'gone'],
  // The version is a delete marker.
  ['MethodNotAllowed', 'gone'],
  ['InvalidObjectState', 'archived'],
]);

export interface S3ObjectReaderDeps {
  readonly client: Pick<S3Client, 'send'>;
  /** Records that it finds clear are only counted. */
  readonly skim?: Skim | undefined;
}

/**
 * Reads objects of S3, packed or not, without ever holding one whole.
 *
 * Needs `s3:GetObject` (`s3:GetObjectVersion` for versions) on the objects, and `s3:ListBucket` on the bucket: without it
 * S3 says that access is denied where an object is gone. Objects under a customer-managed key need `kms:Decrypt` on it.
 */
export function s3ObjectReader({ client, skim }: S3ObjectReaderDeps): ObjectReader {
  return {
    open: async (place) => {
      const { bucket: Bucket, key: Key, versionId: VersionId } = place;
      try {
        const { Body } = await client.send(
          new GetObjectCommand(VersionId === undefined ? { Bucket, Key } : { Bucket, Key, VersionId }),
        );
        const source = { name: objectAddress(place), chunks: chunksOf(Body), isNamed: false };
        const onSourceError = (cause: unknown): never => {
          throw failure(place, cause);
        };
        return ok(readRecordStream(source, { limits: READ_LIMITS, skim, onSourceError }));
      } catch (cause) {
        const refusal = REFUSALS.get(kindOf(cause));
        if (refusal) return fail(refusal);
        throw failure(place, cause);
      }
    },
  };
}

/** In Node a body is a stream; one that is left early must be destroyed, or its connection stays taken. */
async function* chunksOf(body: unknown): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  const stream = body as AsyncIterable<Uint8Array> & { readonly destroy?: () => void };
  try {
    yield* stream;
  } finally {
    stream.destroy?.();
  }
}

const failure = (place: ObjectPlace, cause: unknown): TrailhoundError =>
  new TrailhoundError('TH_OBJECT_READ', `${objectAddress(place)}: not read, ${kindOf(cause)}`, { cause });

/** Codes that the SDK leaves in the text of an error of the network. */
const NETWORK = /\b(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)\b/;

/** The error's code; its message is left out, because services quote what they were sent. */
function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'an unknown error';
  const { code } = cause as { readonly code?: unknown };
  if (cause.name !== 'Error') return cause.name;
  return typeof code === 'string' ? code : (NETWORK.exec(cause.message)?.[1] ?? cause.name);
}
