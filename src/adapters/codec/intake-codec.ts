import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import {
  Decoder,
  decodeTimestampToTimeSpec,
  EXT_TIMESTAMP,
  ExtData,
  ExtensionCodec,
  encode,
} from '@msgpack/msgpack';
import { EVENT_TIME_TYPE, EventTime, readEventTime } from '#core/forward/event-time';
import { type ExtentLimits, MsgpackExtent } from '#core/forward/msgpack-extent';
import { textOf } from '#core/forward/plain-value';
import { MOST_RECORDS, TOO_MANY_RECORDS } from '#core/forward/record-limit';
import { fail, ok, type Result } from '#core/result';
import { epochMs, parseTime } from '#core/time';
import type { IntakeCodec, UnpackFault } from '#ports/intake';

/** Bounds of what one request or message may hold, whatever its bytes claim. */
export const VALUE_LIMITS = { maxNesting: 100, maxValues: 4_000_000 } as const;

const fault = (kind: UnpackFault['kind'], reason: string): Result<never, UnpackFault> =>
  fail({ kind, reason });

/** Unpacks what shippers send: gzip and deflate of HTTP and of the forward protocol, and MessagePack. */
export const intakeCodec: IntakeCodec = {
  decompress: (bytes, encoding, maxBytes) => {
    if (encoding === 'gzip' || encoding === 'x-gzip')
      return unpacked(() => gunzipSync(bytes, limit(maxBytes)), encoding);
    if (encoding === 'deflate') return unpacked(() => inflateAny(bytes, maxBytes), encoding);
    return fault('unknown', `an encoding that is not read here; gzip and deflate are`);
  },
  unpack: (bytes) => unpackEach(bytes, { ...VALUE_LIMITS, maxBytes: bytes.length }),
};

const limit = (maxOutputLength: number) => ({ maxOutputLength });

/** HTTP means zlib by it, and some clients send the bare stream (RFC 9110, section 8.4.1.2). */
function inflateAny(bytes: Uint8Array, maxBytes: number): Buffer {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  return isZlib ? inflateSync(bytes, limit(maxBytes)) : inflateRawSync(bytes, limit(maxBytes));
}

function unpacked(work: () => Uint8Array, encoding: string): Result<Uint8Array, UnpackFault> {
  try {
    return ok(work());
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return fault('too-large', `${encoding} that unpacks to too many bytes (limit)`);
    return fault(
      'damaged',
      code === 'Z_BUF_ERROR' ? `${encoding} that is cut off before its end` : `damaged ${encoding}`,
    );
  }
}

function unpackEach(bytes: Uint8Array, limits: ExtentLimits): Result<readonly unknown[], UnpackFault> {
  const values: unknown[] = [];
  let from = 0;
  // Of all of them together: a small packed text could hold millions of empty ones.
  let count = 0;
  while (from < bytes.length) {
    const rest = bytes.subarray(from);
    const extent = new MsgpackExtent(limits, count).scan(rest);
    if (extent.kind === 'refused') return fault('damaged', `MessagePack: ${extent.reason}`);
    if (extent.kind === 'partial') return fault('damaged', 'MessagePack that is cut off before its end');
    const value = decodeValue(rest.subarray(0, extent.end));
    if (!value.ok) return value;
    values.push(value.value);
    if (values.length > MOST_RECORDS) return fault('too-many', TOO_MANY_RECORDS);
    from += extent.end;
    count = extent.values;
  }
  return ok(values);
}

/** Writes a value as MessagePack. */
export const packValue = (value: unknown): Uint8Array => encode(value);

/** Decodes one value whose extent is known. Texts stay bytes: what old clients call text may be anything. */
export function decodeValue(bytes: Uint8Array): Result<unknown, UnpackFault> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    // Its own words may quote a key.
    return fault('damaged', 'MessagePack that can not be decoded');
  }
}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: EVENT_TIME_TYPE,
  encode: () => null,
  decode: (data) => readEventTime(data) ?? new ExtData(EVENT_TIME_TYPE, new Uint8Array()),
});

// MessagePack's own time (its specification, "Timestamp extension type"), which some clients write instead.
extensionCodec.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode: (data) => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data);
    const second = parseTime(sec);
    if (second === undefined) return new ExtData(EXT_TIMESTAMP, new Uint8Array());
    return new EventTime(epochMs(second + Math.min(999, Math.floor(nsec / 1e6))));
  },
});

/** The decoder refuses a map with this key, and with it all that its sender has. It is a name like others here. */
const safeKey = (key: string): string => (key === '__proto__' ? '_proto_' : key);

const decoder = new Decoder({
  extensionCodec,
  useBigInt64: true,
  rawStrings: true,
  keyDecoder: {
    canBeCached: () => true,
    decode: (bytes, offset, length) => safeKey(textOf(bytes.subarray(offset, offset + length))),
  },
  mapKeyConverter: (key) =>
    key instanceof Uint8Array
      ? safeKey(textOf(key))
      : typeof key === 'object'
        ? 'unreadable key'
        : String(key),
});
