import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '#core/result';
import { codeOf } from './find-files.ts';

const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/**
 * Decodes base64 and unpacks what is gzip, for payloads of CloudWatch Logs that lie in files.
 *
 * Fails with a reason that quotes nothing; at most 64 MB are unpacked. (The AWS adapters have their own: the two rooms
 * may not import each other.)
 */
export function inflate(base64: string): Result<string, string> {
  if (!BASE64.test(base64)) return fail('not base64');
  const packed = Buffer.from(base64, 'base64');
  const unpacked = packed[0] === 0x1f && packed[1] === 0x8b ? gunzip(packed) : ok(packed);
  if (!unpacked.ok) return unpacked;
  return isUtf8(unpacked.value)
    ? ok(unpacked.value.toString('utf8'))
    : fail('bytes that are not valid UTF-8');
}

function gunzip(packed: Buffer): Result<Buffer, string> {
  try {
    return ok(gunzipSync(packed, { maxOutputLength: MAX_INFLATED_BYTES }));
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
      return fail(`gzip that unpacks to more than ${MAX_INFLATED_BYTES} bytes (limit)`);
    return fail('damaged or cut-off gzip');
  }
}
