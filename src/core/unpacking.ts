import { fail, type Result } from './result.ts';

/** Most bytes that one packed payload may become: 6 MB of base64 at the 20-fold packing that CloudTrail reaches. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** What lies packed in packed data may always come to this much, and to more by what the outermost came in. */
const NESTED_BYTES = 1024 * 1024;
const NESTED_RATIO = 100;
/** What unpacking costs at least, however little comes out, and what each character of base64 may become (gzip: 1,032). */
const BYTES_EACH = 1024;
const MOST_GROWTH = 774;

const TOO_MUCH = `packed data that unpacks to more than ${MAX_UNPACKED_BYTES} bytes in all (limit)`;
const TOO_NESTED = `packed data in packed data: more than ${NESTED_BYTES} bytes and ${NESTED_RATIO} times what came in (limit)`;

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
  const cost = text.ok ? text.value.length : Math.min(allowed, MOST_GROWTH * base64.length);
  budget.nestedLeft -= cost + BYTES_EACH;
  return !text.ok && text.error === tooLarge(allowed) ? fail(TOO_NESTED) : text;
}
