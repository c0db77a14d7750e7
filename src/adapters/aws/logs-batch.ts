import type { CloudWatchLogsEvent } from 'aws-lambda';
import { inflate } from '#adapters/codec/inflate';
import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { fail, ok, type Result } from '#core/result';
import { type EpochMs, parseTime } from '#core/time';
import { MAX_UNPACKED_BYTES } from '#core/unpacking';

/** One log line of a batch. */
interface LogMessage {
  /** Unique in its log group; `''` where the payload has none. */
  readonly id: string;
  /** When the service took it in; absent where it is no usable time. */
  readonly timestamp?: EpochMs;
  readonly message: string;
}

/** What a subscription delivers: a batch of one log stream, or a probe of the destination that holds no events. */
export type LogsBatch =
  | {
      readonly kind: 'data';
      /** Account that owns the log group. */
      readonly owner: string;
      readonly group: string;
      readonly stream: string;
      readonly messages: readonly LogMessage[];
      /** Elements of `logEvents` without a text message, by index: not understood. An unknown type, at index 0. */
      readonly faults: readonly { readonly index: number; readonly reason: string }[];
    }
  | { readonly kind: 'control' };

/**
 * Decodes what CloudWatch Logs hands to a subscribed function (CloudWatch Logs User Guide: subscription filters).
 *
 * Fails with a reason that never quotes the payload: no `awslogs.data`, not base64, damaged gzip, more than
 * `maxBytes` unpacked, not JSON, no `logEvents`. Log events of a `messageType` that is not known are read all the same.
 */
export function decodeLogsBatch(
  event: CloudWatchLogsEvent,
  maxBytes = MAX_UNPACKED_BYTES,
): Result<LogsBatch, string> {
  const data: unknown = isObject(event) && isObject(event.awslogs) ? event.awslogs.data : undefined;
  if (typeof data !== 'string') return fail('awslogs.data is missing');
  const text = inflate(data, maxBytes);
  if (!text.ok) return text;
  const parsed = parseJson(text.value);
  if (!parsed.ok) return parsed;
  return isObject(parsed.value) ? readBatch(parsed.value) : fail('awslogs.data is not a JSON object');
}

const UNKNOWN_TYPE = 'messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE';
const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function readBatch(payload: { readonly [field: string]: unknown }): Result<LogsBatch, string> {
  if (payload.messageType === 'CONTROL_MESSAGE') return ok({ kind: 'control' });
  const isKnown = payload.messageType === 'DATA_MESSAGE';
  if (!isKnown && !isFilled(payload.logEvents)) return fail(UNKNOWN_TYPE);
  if (!Array.isArray(payload.logEvents)) return fail('logEvents is not a list');
  const messages: LogMessage[] = [];
  const faults = isKnown ? [] : [{ index: 0, reason: `${UNKNOWN_TYPE}; its log events were read` }];
  for (const [index, entry] of payload.logEvents.entries()) {
    const message = readMessage(entry);
    if (message) messages.push(message);
    else faults.push({ index, reason: 'a log event without a text message' });
  }
  const { owner, logGroup, logStream } = payload;
  return ok({
    kind: 'data',
    owner: text(owner),
    group: text(logGroup),
    stream: text(logStream),
    messages,
    faults,
  });
}

function readMessage(entry: unknown): LogMessage | undefined {
  if (!isObject(entry) || typeof entry.message !== 'string') return undefined;
  const timestamp = parseTime(entry.timestamp);
  const message = { id: text(entry.id), message: entry.message };
  return timestamp === undefined ? message : { ...message, timestamp };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
