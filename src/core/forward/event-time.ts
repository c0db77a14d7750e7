import { type EpochMs, epochMs, parseTime } from '../time.ts';

/** Type of the MessagePack extension that holds a time (Forward Protocol Specification v1, "EventTime Ext Format"). */
export const EVENT_TIME_TYPE = 0;

/** A time with nanoseconds, as the forward protocol sends it. */
export class EventTime {
  readonly at: EpochMs;

  constructor(at: EpochMs) {
    this.at = at;
  }
}

/** Reads the eight bytes of an EventTime: seconds and nanoseconds, each 32 bits, big-endian; `undefined` for others. */
export function readEventTime(bytes: Uint8Array): EventTime | undefined {
  if (bytes.length !== 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const ms = Math.min(999, Math.floor(view.getUint32(4) / 1e6));
  return new EventTime(epochMs(view.getUint32(0) * 1000 + ms));
}

const NUMBER = /^\d{9,19}(?:\.\d{1,9})?$/;
const NANOS_FROM = 1e17;
const MICROS_FROM = 1e14;

/**
 * Reads a time as shippers write it: EventTime; seconds, with a fraction or without; milli-, micro- and nanoseconds, told
 * by their size; any of these as a text; ISO 8601. A list is taken by its first element, as Fluent Bit writes
 * `[time, metadata]`. Returns `undefined` for what is no time.
 */
export function shippedTime(value: unknown): EpochMs | undefined {
  if (value instanceof EventTime) return value.at;
  if (Array.isArray(value)) return Array.isArray(value[0]) ? undefined : shippedTime(value[0]);
  if (typeof value === 'bigint') return shippedTime(Number(value));
  if (typeof value === 'string')
    return NUMBER.test(value) ? shippedTime(Number(value)) : parseTime(withPoint(value));
  if (typeof value !== 'number' || value <= 0) return undefined;
  if (value >= NANOS_FROM) return parseTime(value / 1e6);
  return parseTime(value >= MICROS_FROM ? value / 1e3 : value);
}

/** Loggers of Python write `2026-03-01 09:00:00,123`. */
const withPoint = (text: string): string => text.replace(/^([\d-]{10}[ T][\d:]{8}),(\d)/, '$1.$2');
