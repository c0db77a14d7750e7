import { setTimeout as wait } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { type ErrorCode, TrailhoundError } from '#core/errors';

/** A DynamoDB item as the document client gives and takes it. */
export type Item = Record<string, unknown>;

/** How the adapters wait for a colliding writer or a throttled table; tests replace both. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Waits on the machine's own clock. */
export const PATIENCE: Patience = { sleep: (ms) => wait(ms), random: Math.random };

const MAX_ATTEMPTS = 40;
const BASE_MS = 4;
const GROWTH = 1.6;
const MAX_WAIT_MS = 400;
const GET_BATCH = 100;
const WRITE_BATCH = 25;

/** Runs one SDK call and turns its failure, once, into a `TrailhoundError` that names the table and the cause. */
export async function call<T>(code: ErrorCode, what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    if (cause instanceof TrailhoundError) throw cause;
    const kind = cause instanceof Error ? cause.name : typeof cause;
    throw new TrailhoundError(code, `${what} failed (${kind})`, { cause });
  }
}

/** Runs a conditional write: `false` when the condition did not hold. */
export async function written(what: string, send: () => Promise<unknown>): Promise<boolean> {
  return call('TH_STORE_WRITE', what, async () => {
    try {
      await send();
      return true;
    } catch (cause) {
      if (cause instanceof ConditionalCheckFailedException) return false;
      throw cause;
    }
  });
}

/**
 * Repeats `attempt` until it answers something, waiting longer and longer, at random, in between.
 *
 * Throws `TH_STORE_BUSY` after 40 attempts, about seven seconds of waiting.
 */
export async function untilDone<T>(
  what: string,
  patience: Patience,
  attempt: () => Promise<{ readonly done: T } | undefined>,
): Promise<T> {
  for (let tries = 0; tries < MAX_ATTEMPTS; tries += 1) {
    if (tries > 0) await patience.sleep(patience.random() * Math.min(MAX_WAIT_MS, BASE_MS * GROWTH ** tries));
    const answer = await attempt();
    if (answer) return answer.done;
  }
  throw new TrailhoundError('TH_STORE_BUSY', `${what}: gave way ${MAX_ATTEMPTS} times and found no gap`);
}

/** Reads items by key, consistently, in batches; what DynamoDB leaves unread is asked for again. */
export async function getAll(
  db: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  patience: Patience,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += GET_BATCH) {
    let rest: BatchGetCommandInput['RequestItems'] = {
      [table]: { Keys: keys.slice(start, start + GET_BATCH), ConsistentRead: true },
    };
    await untilDone(`reading ${table}`, patience, async () => {
      const input = { RequestItems: rest };
      const page = await call('TH_STORE_READ', `reading ${table}`, () => db.send(new BatchGetCommand(input)));
      found.push(...(page.Responses?.[table] ?? []));
      rest = page.UnprocessedKeys ?? {};
      return Object.keys(rest).length === 0 ? { done: true } : undefined;
    });
  }
  return found;
}

/** Puts items, without conditions, in batches; what DynamoDB leaves undone is put again. Keys must be distinct. */
export async function putAll(
  db: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
  patience: Patience,
): Promise<void> {
  for (let start = 0; start < items.length; start += WRITE_BATCH) {
    const puts = items.slice(start, start + WRITE_BATCH).map((item) => ({ PutRequest: { Item: item } }));
    let rest: BatchWriteCommandInput['RequestItems'] = { [table]: puts };
    await untilDone(`writing ${table}`, patience, async () => {
      const input = { RequestItems: rest };
      const page = await call('TH_STORE_WRITE', `writing ${table}`, () =>
        db.send(new BatchWriteCommand(input)),
      );
      rest = page.UnprocessedItems ?? {};
      return Object.keys(rest).length === 0 ? { done: true } : undefined;
    });
  }
}

/**
 * Maps with at most `width` calls under way; answers in order.
 *
 * After a failure nothing new is begun, what runs is waited for, and the first failure is thrown.
 */
export async function mapPool<T, R>(
  values: readonly T[],
  width: number,
  map: (value: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(values.length);
  const queue = values.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) {
      if (failed) return;
      try {
        results[index] = await map(value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(width, values.length) }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
