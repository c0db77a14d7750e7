import type { Result } from '#core/result';
import type { ReadItem } from './read-item.ts';

/** One object of a bucket. */
export interface ObjectPlace {
  readonly bucket: string;
  /** As it is called, not URL-encoded. */
  readonly key: string;
  /** Which version, in a bucket that keeps several. */
  readonly versionId?: string;
}

/** Why there is nothing to read, now or later: deleted in the meantime, or moved to storage that cannot be read directly. */
export type ObjectRefusal = 'gone' | 'archived';

export interface ObjectReader {
  /**
   * Opens an object and gives what is in it, piece by piece; the object waits while the caller works. What is not
   * understood in it comes as a fault. A piece in which nothing was found is empty: the caller may look at the clock.
   *
   * Rejects with `TH_OBJECT_READ`, at once or between two pieces, for everything that a repetition may heal. Leaving the
   * loop early closes the object.
   */
  readonly open: (
    place: ObjectPlace,
  ) => Promise<Result<AsyncGenerator<readonly ReadItem[], void, undefined>, ObjectRefusal>>;
}

/** An object's address, for people: `s3://bucket/key`. */
export const objectAddress = ({ bucket, key, versionId }: ObjectPlace): string =>
  `s3://${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`;
