import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type PlainItem, tableItems } from '../../support/table-dump.ts';
import { principalOf } from './calls.ts';
import type { Deployed } from './deployed.ts';
import { functionLogs } from './function-logs.ts';
import { until } from './until.ts';

/** Every finding in the deployed table. */
export const findingItems = ({ sandbox, names }: Deployed): Promise<readonly PlainItem[]> =>
  tableItems(sandbox.clients.db, names.findingsTable);

/** Every item of the deployed state table whose owner begins like this. */
export async function stateItems({ sandbox, names }: Deployed, owner: string): Promise<readonly PlainItem[]> {
  const items = await tableItems(sandbox.clients.db, names.stateTable);
  return items.filter((item) => String(item['owner']).startsWith(owner));
}

/** Waits for the finding about a person, as a user would look for it: by principal. */
export async function findingAbout(deployed: Deployed, person: string, seconds: number): Promise<PlainItem> {
  const { sandbox, names } = deployed;
  return until(
    `a finding about ${person}`,
    async () => {
      const query = new QueryCommand({
        TableName: names.findingsTable,
        IndexName: 'by-principal',
        KeyConditionExpression: 'principal = :who',
        ExpressionAttributeValues: { ':who': principalOf(person) },
      });
      return (await sandbox.clients.db.send(query)).Items?.[0];
    },
    { seconds, witness: () => functionLogs(sandbox) },
  );
}
