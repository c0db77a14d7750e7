import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { parseTime } from '#core/time';
import { CHECKPOINT_OWNER, RECONCILE_RESULT } from '#core/trail-cursor';
import type { Fact, ProgressFacts } from '#ports/health';
import type { StateStore } from '#ports/state-store';
import { SHARDS } from './dynamo-quarantine.ts';
import { everyPage, learn } from './health-learn.ts';

const MOST_PAGES = 20;

type Item = Record<string, unknown>;

/** Reads checkpoints and the last reconciliation. Needs `dynamodb:Query` and `dynamodb:GetItem` on the state table. */
export function learnProgress(
  db: DynamoDBDocumentClient,
  state: Pick<StateStore, 'read'>,
  stateTable: string,
): Promise<Fact<ProgressFacts>> {
  return learn('dynamodb:Query', async () => {
    const pages = await ownerPages(db, stateTable, CHECKPOINT_OWNER, {});
    const reconciliation = reconciliationOf((await state.read<unknown>(RECONCILE_RESULT))?.value);
    return {
      checkpoints: pages.flatMap(({ Items = [] }) => Items.map(checkpointOf)),
      ...(reconciliation === undefined ? {} : { reconciliation }),
    };
  });
}

/** Items look as `checkpoint#us-east-1` with the value that `src/core/trail-cursor.ts` writes. */
const checkpointOf = ({ item, value }: Item) => ({
  region: String(item).slice(CHECKPOINT_OWNER.length + 1),
  coveredUntil: parseTime((value as Item | undefined)?.['coveredUntil']),
});

function reconciliationOf(value: unknown): ProgressFacts['reconciliation'] {
  const { at, missed } = (value ?? {}) as Item;
  const when = parseTime(at);
  return when === undefined || typeof missed !== 'number' ? undefined : { at: when, missed };
}

/** Counts what is in quarantine. Needs `dynamodb:Query` on the state table. */
export function learnQuarantined(db: DynamoDBDocumentClient, stateTable: string): Promise<Fact<number>> {
  return learn('dynamodb:Query', async () => {
    const shards = await Promise.all(
      SHARDS.map((shard) => ownerPages(db, stateTable, `quarantine#${shard}`, { Select: 'COUNT' })),
    );
    return shards.flat().reduce((sum, { Count = 0 }) => sum + Count, 0);
  });
}

function ownerPages(
  db: DynamoDBDocumentClient,
  TableName: string,
  owner: string,
  more: Pick<QueryCommandInput, 'Select'>,
) {
  return everyPage(
    MOST_PAGES,
    (ExclusiveStartKey: Item | undefined) =>
      db.send(
        new QueryCommand({
          ...{ TableName, ExclusiveStartKey, KeyConditionExpression: '#owner = :owner', ...more },
          ...{
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':owner': owner },
          },
        }),
      ),
    ({ LastEvaluatedKey }) => LastEvaluatedKey,
  );
}
