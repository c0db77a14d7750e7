import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '#core/result';
import { MAX_UNPACKED_BYTES, tooLarge } from '#core/unpacking';

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/**
 * Decodes base64 and unpacks it if it is gzip; what is not gzip is taken as UTF-8 text.
 *
 * Fails with a reason for what is not base64, damaged or cut-off gzip, more than `maxBytes` unpacked, and bytes that
 * are not UTF-8. At most `maxBytes` are ever held.
 */
export function inflate(base64: string, maxBytes = MAX_UNPACKED_BYTES): Result<string, string> {
  if (!BASE64.test(base64)) return fail('not base64');
  const packed = Buffer.from(base64, 'base64');
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzip(packed, maxBytes) : ok(packed);
  if (!bytes.ok) return bytes;
  return isUtf8(bytes.value) ? ok(bytes.value.toString('utf8')) : fail('bytes that are not valid UTF-8');
}

function gunzip(packed: Buffer, maxBytes: number): Result<Buffer, string> {
  try {
    return ok(gunzipSync(packed, { maxOutputLength: maxBytes }));
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') return fail(tooLarge(maxBytes));
    return fail(code === 'Z_BUF_ERROR' ? 'gzip that is cut off before its end' : 'damaged gzip');
  }
}
