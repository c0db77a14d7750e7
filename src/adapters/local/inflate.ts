import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '#core/result';

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
  try {
    const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
    const bytes = isGzip ? gunzipSync(packed, { maxOutputLength: MAX_INFLATED_BYTES }) : packed;
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return fail(`gzip that unpacks to more than ${MAX_INFLATED_BYTES} bytes (limit)`);
    return fail(
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? 'bytes that are not valid UTF-8'
        : 'damaged or cut-off gzip',
    );
  }
}
