import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalJson } from './canonical-json.ts';
import type { CloudTrailRecord } from './event.ts';
import { fieldText } from './field-text.ts';
import { hex } from './hex.ts';
import { accountText } from './principal.ts';
import { parseTime } from './time.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Made up: `00000000-…`, `11111111-…`. */
const PLACEHOLDER = /^(.)\1{7}-/;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** 12 bytes: 96 bits, 16 characters. Two of a billion events are equal by chance once in 10^11 tries. */
const KEY_BYTES = 12;

/** What tells events apart and what names them to people. */
export interface EventIdentity {
  /** See `WatchedEvent.key`. */
  readonly key: string;
  /** See `WatchedEvent.eventId`. */
  readonly eventId: string;
}

/**
 * Derives an event's identity from its record alone.
 *
 * A real `eventID` counts together with time (whole seconds), source, name and receiving account, so that samples
 * that share one id stay apart and a record that a pipeline has enriched or re-dated to fractions stays one event.
 * Without a real one the whole record counts.
 */
export function eventIdentity(record: CloudTrailRecord): EventIdentity {
  const id = fieldText(record.eventID);
  const real = UUID.test(id) && !PLACEHOLDER.test(id);
  const digest = hash(real ? identifyingFields(record, id) : canonicalJson(record));
  return {
    key: base64url(digest.subarray(0, KEY_BYTES)),
    eventId: id || `sha256:${hex(digest.subarray(0, 16))}`,
  };
}

function identifyingFields(record: CloudTrailRecord, id: string): string {
  const at = parseTime(record.eventTime);
  const parts = [
    id.toLowerCase(),
    at === undefined ? '' : Math.floor(at / 1000),
    fieldText(record.eventSource),
    fieldText(record.eventName),
    accountText(record.recipientAccountId),
  ];
  return JSON.stringify(parts);
}

const hash = (text: string): Uint8Array => sha256(new TextEncoder().encode(text));

/** For lengths that are a multiple of three: no padding is needed. */
function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += BASE64URL.charAt((three >> shift) & 63);
  }
  return text;
}
