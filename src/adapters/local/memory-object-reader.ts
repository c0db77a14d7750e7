import { READ_LIMITS } from '#adapters/codec/read-limits';
import { readRecordStream } from '#adapters/codec/record-stream';
import { TrailhoundError } from '#core/errors';
import { fail, ok } from '#core/result';
import { type ObjectReader, type ObjectRefusal, objectAddress } from '#ports/object-reader';

/** What lies at an address: bytes, nothing that can be read, or bytes behind which the connection breaks. */
export type MemoryObject =
  | Uint8Array
  | ObjectRefusal
  | { readonly bytes: Uint8Array; readonly breaksAfter: number };

/** Objects by address (`objectAddress`); what is not there is gone. Changes to the map show at once. */
export type MemoryObjects = ReadonlyMap<string, MemoryObject>;

const PIECE = 64 * 1024;

/** Reads objects from memory, as `s3ObjectReader` does from buckets. `opened` notes the addresses in order. */
export function memoryObjectReader(objects: MemoryObjects, opened: string[] = []): ObjectReader {
  return {
    open: async (place) => {
      const name = objectAddress(place);
      opened.push(name);
      const object = objects.get(name) ?? 'gone';
      if (typeof object === 'string') return fail(object);
      const onSourceError = (cause: unknown): never => {
        throw new TrailhoundError('TH_OBJECT_READ', `${name}: not read`, { cause });
      };
      const source = { name, chunks: piecesOf(object), isNamed: false };
      return ok(readRecordStream(source, { limits: READ_LIMITS, onSourceError }));
    },
  };
}

async function* piecesOf(object: Exclude<MemoryObject, string>): AsyncGenerator<Uint8Array> {
  const { bytes, breaksAfter } =
    object instanceof Uint8Array ? { bytes: object, breaksAfter: Number.POSITIVE_INFINITY } : object;
  const end = Math.min(bytes.length, breaksAfter);
  for (let at = 0; at < end; at += PIECE) yield bytes.subarray(at, Math.min(at + PIECE, end));
  if (bytes.length > breaksAfter) throw new Error('connection reset');
}
