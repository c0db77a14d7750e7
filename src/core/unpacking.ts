import { fail, type Result } from './result.ts';

/** Most bytes that one packed payload may become: 6 MB of base64 at the 20-fold packing that CloudTrail reaches. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** What lies packed in packed data may always come to this much, and to more by what the outermost came in. */
const NESTED_BYTES = 1024 * 1024;
const NESTED_RATIO = 100;
/** What unpacking costs at least, however little comes out, and what each character of base64 may become (gzip: 1,032). */
const BYTES_EACH = 1024;
const MOST_GROWTH = 774;
/** What a value pays at most for one that fails: a few damaged ones must not cost it the sound ones beside them. */
const FAILED_BYTES = 1024 * 1024;
/**
 * What all the packed data of a file may come to beyond `MAX_UNPACKED_BYTES`, for each byte of the values that hold it.
 * Logs come to 10 to 40 times what gzip makes of them, and base64 takes a quarter off that.
 */
const FILE_RATIO = 100;
/** How gzip begins, in base64. */
const GZIP = 'H4sI';

const TOO_MUCH = `packed data that unpacks to more than ${MAX_UNPACKED_BYTES} bytes in all (limit)`;
const TOO_NESTED = `packed data in packed data: more than ${NESTED_BYTES} bytes and ${NESTED_RATIO} times what came in (limit)`;

const TOO_MUCH_IN_FILE = `packed data that unpacks to more than ${MAX_UNPACKED_BYTES} bytes in one file and ${FILE_RATIO} times the values that hold it (limit)`;

/**
 * Decodes base64 and unpacks what is gzip; fails with a reason, also for what is larger than `maxBytes` unpacked, and
 * then with the reason of `tooLarge`.
 */
export type Inflate = (base64: string, maxBytes?: number) => Result<string, string>;

/** Unpacks; `isNested` says that the packed data came out of other packed data. */
export type Unpack = (base64: string, isNested: boolean) => Result<string, string>;

/** Says that one payload was too large. */
export const tooLarge = (maxBytes: number): string =>
  `gzip that unpacks to more than ${maxBytes} bytes (limit)`;

/**
 * Bounds what all unpackings for one value may come to; the reason names the limit.
 *
 * Packed data in packed data multiplies at every level: a kilobyte could become any number of gigabytes. So what is
 * nested is paid for by what came in, and what fails costs what it may have come to before it did.
 */
export function boundedUnpack(inflate: Inflate): Unpack {
  const budget = { left: MAX_UNPACKED_BYTES, nestedLeft: NESTED_BYTES };
  return (base64, isNested) => {
    if (budget.left <= 0) return fail(TOO_MUCH);
    if (!isNested) budget.nestedLeft += NESTED_RATIO * base64.length;
    const text = isNested ? unpackNested(base64, inflate, budget) : inflate(base64);
    if (text.ok) budget.left -= text.value.length;
    else if (!isNested) budget.left -= Math.min(FAILED_BYTES, costOfFailure(base64));
    return text;
  };
}

function unpackNested(
  base64: string,
  inflate: Inflate,
  budget: { nestedLeft: number },
): Result<string, string> {
  const allowed = Math.min(budget.nestedLeft, MAX_UNPACKED_BYTES);
  if (allowed <= 0) return fail(TOO_NESTED);
  const text = inflate(base64, allowed);
  const cost = text.ok ? text.value.length : Math.min(allowed, costOfFailure(base64));
  budget.nestedLeft -= cost + BYTES_EACH;
  return !text.ok && text.error === tooLarge(allowed) ? fail(TOO_NESTED) : text;
}

/** What may have been unpacked before it failed; what is no gzip was only looked at. */
const costOfFailure = (base64: string): number =>
  base64.startsWith(GZIP) ? MOST_GROWTH * base64.length : base64.length;

/** Unpacks for the values of one file, within what the file has earned. */
export interface MeteredInflate {
  readonly inflate: Inflate;
  /** Says how many bytes the value has that comes next; it earns by them if anything in it is packed. */
  readonly next: (bytes: number) => void;
}

/**
 * Bounds what all unpackings for one file may come to, value by value; the reason names the limit.
 *
 * No unpacking goes further than what is left, so that what is packed as logs are is always paid for by the value that
 * holds it, whatever came before.
 */
export function meteredInflate(inflate: Inflate): MeteredInflate {
  let left = MAX_UNPACKED_BYTES;
  let earned = 0;
  return {
    next: (bytes) => {
      earned = FILE_RATIO * bytes;
    },
    inflate: (base64, maxBytes = MAX_UNPACKED_BYTES) => {
      left += earned;
      earned = 0;
      if (left <= 0) return fail(TOO_MUCH_IN_FILE);
      const allowed = Math.min(maxBytes, left);
      const text = inflate(base64, allowed);
      const cost = text.ok ? text.value.length : Math.min(allowed, costOfFailure(base64));
      left = Math.max(0, left - cost - BYTES_EACH);
      const isOver = !text.ok && allowed < maxBytes && text.error === tooLarge(allowed);
      return isOver ? fail(TOO_MUCH_IN_FILE) : text;
    },
  };
}
