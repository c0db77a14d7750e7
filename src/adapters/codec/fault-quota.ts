import type { ReadFault } from '#ports/read-item';

/** Faults are kept up to one in 256 bytes: no broken record is as short, and noise may have one in two bytes. */
const REGION_BYTES = 1024 * 1024;
const KEPT_PER_REGION = 4096;
const REASON = `as above: ${KEPT_PER_REGION} inputs that could not be read in ${REGION_BYTES} bytes, further ones are only counted (limit)`;

const NOTHING: readonly never[] = [];

type Place = Pick<ReadFault, 'file' | 'offset' | 'line'>;

/** Keeps the faults of a file to so many a megabyte; of the others it knows where they began and how many they are. */
export class FaultQuota {
  private region = 0;
  private taken = 0;
  private left: (Place & { count: number }) | undefined;

  /** Tells whether a fault is to be kept; counts it otherwise, `count` times. */
  takes(place: Place, count: number): boolean {
    this.taken += 1;
    if (this.taken <= KEPT_PER_REGION) return true;
    this.left ??= { ...place, count: 0 };
    this.left.count += count;
    return false;
  }

  /** What was counted only, once the file is read beyond it, or in any case where no `offset` is given. */
  rest(offset?: number): readonly ReadFault[] {
    const region = offset === undefined ? -1 : Math.floor(offset / REGION_BYTES);
    if (region === this.region) return NOTHING;
    const { left } = this;
    this.region = region;
    this.taken = 0;
    this.left = undefined;
    return left ? [{ type: 'fault', ...left, reason: REASON, raw: '' }] : NOTHING;
  }
}
