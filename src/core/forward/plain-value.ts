import { isoFromMs } from '../time.ts';
import { EventTime } from './event-time.ts';

const decoder = new TextDecoder();

/** Bytes as text; what is no UTF-8 in them becomes U+FFFD. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** A text that may have come as bytes: old clients send every text so. `undefined` for anything else. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? textOf(value) : undefined;
}

/** Text or bytes as bytes; `undefined` for anything else. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : undefined;
}

/**
 * Makes of a decoded MessagePack value what JSON can say: bytes become text, times ISO 8601, whole numbers beyond 2^53
 * their digits, and what is no number `null`. Nesting must be bounded before.
 */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return textOf(value);
  if (value instanceof EventTime) return isoFromMs(value.at);
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null ? plainRecord(value) : null;
}

/** The same for a map. */
export const plainRecord = (map: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, plainValue(value)]));

/** Whether a decoded value is a map. */
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof EventTime);
