import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cutText, utf8Length } from '#core/cut';
import { epochMs, isoFromMs, secondsFromMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Quarantine, QuarantinedInput } from '#ports/quarantine';
import { call, type Item, PATIENCE, type Patience, putAll } from './dynamo-calls.ts';

const MAX_RAW_BYTES = 65_536;
const KEPT_MS = 30 * 86_400_000;
/** A flood of bad input must not meet in one partition: `quarantine#0` to `quarantine#f`. */
export const SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];

/** An input in quarantine, as it was kept. */
export interface KeptInput extends QuarantinedInput {
  /** Hash of source, offset and input. */
  readonly id: string;
  /** When it last came, ISO 8601 UTC. */
  readonly at: string;
  /** Bytes of the whole input; `raw` holds its first 64 KB. */
  readonly rawBytes: number;
  readonly rawCut: boolean;
}

export interface DynamoQuarantineDeps {
  readonly db: DynamoDBDocumentClient;
  readonly stateTable: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly patience?: Patience;
}

/**
 * Keeps bad input in the state table for 30 days, the first 64 KB of each.
 *
 * Needs `BatchWriteItem` and `Query` on the table.
 */
export function dynamoQuarantine({
  db,
  stateTable,
  clock,
  patience = PATIENCE,
}: DynamoQuarantineDeps): Quarantine & {
  /** What is kept, latest first, at most `limit`. */
  readonly list: (limit: number) => Promise<readonly KeptInput[]>;
} {
  return {
    put: async (inputs) => {
      const now = clock.now();
      const fields = { at: isoFromMs(now), expiresAt: secondsFromMs(epochMs(now + KEPT_MS)) };
      const keep = keeper();
      const items = inputs.map((input) => ({ ...keep(input), ...fields }));
      // A batch must not name one key twice.
      const distinct = new Map(items.map((item) => [item.item, item]));
      await putAll(db, stateTable, [...distinct.values()], patience);
    },
    list: async (limit) => {
      const shards = await Promise.all(
        SHARDS.map((shard) => readShard(db, stateTable, `quarantine#${shard}`)),
      );
      const kept = shards.flat().map(keptInput);
      return kept.sort((a, b) => (a.at === b.at ? compare(a.id, b.id) : compare(b.at, a.at))).slice(0, limit);
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Makes items; of equal texts that follow each other one is gone through. */
function keeper(): (input: QuarantinedInput) => Item & { readonly item: string } {
  let text = '';
  let known = rawFields(text);
  return ({ source, offset, reason, raw }) => {
    if (raw !== text) {
      text = raw;
      known = rawFields(raw);
    }
    const { digest, fields } = known;
    const id = hashOf(JSON.stringify([source, offset, digest])).slice(0, 32);
    return {
      owner: `quarantine#${id[0]}`,
      item: id,
      source: cutText(source, 1024),
      offset,
      reason: cutText(reason, 1024),
      ...fields,
    };
  };
}

function rawFields(raw: string) {
  const rawBytes = utf8Length(raw);
  const fields = { raw: cutText(raw, MAX_RAW_BYTES), rawBytes, rawCut: rawBytes > MAX_RAW_BYTES };
  return { digest: hashOf(raw), fields };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function keptInput(item: Item): KeptInput {
  const { owner: _owner, item: id, expiresAt: _expiry, ...kept } = item;
  return { id, ...kept } as unknown as KeptInput;
}

async function readShard(
  db: DynamoDBDocumentClient,
  stateTable: string,
  owner: string,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const query = new QueryCommand({
      TableName: stateTable,
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owner },
      ExclusiveStartKey: start,
    });
    const page = await call('TH_STORE_READ', `reading the quarantine in ${stateTable}`, () => db.send(query));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
