import {
  dynaliteDb,
  type IndexRow,
  type SoundLevel,
  type WireItem,
  type WireTable,
  withLevel,
} from './dynalite.ts';

/**
 * Brings dynalite's index rows into line with its items, after a process that was killed.
 *
 * dynalite writes an item's index rows first, one by one, then the item: a kill in between leaves rows that no item
 * stands behind, and nothing would ever remove them. A table killed while it was being created becomes usable. Run it while no
 * server has the folder open. Repeatable. Throws `TH_STORE_READ` where the database can't be opened.
 */
export async function repairIndexes(path: string): Promise<void> {
  await withLevel(path, async (db) => {
    for await (const table of db.values(within('table~'))) await repairTable(db, table as WireTable);
  });
}

async function repairTable(db: SoundLevel, table: WireTable): Promise<void> {
  // Killed while it was being created, it would stay so for ever.
  if (table.TableStatus !== 'ACTIVE') await db.put(`table~${table.TableName}`, activated(table));
  for (const { IndexName } of table.GlobalSecondaryIndexes ?? []) {
    const prefix = indexPrefix(table, IndexName);
    for await (const [key, row] of db.iterator(within(prefix))) {
      const item = (await db.get(itemPrefix(table) + dynaliteDb.createKey(row as WireItem, table))) as
        | WireItem
        | undefined;
      const due = item && rowsOf(item, table).find((one) => rowKey(one, table) === key);
      if (!due) await db.del(key);
    }
  }
  for await (const item of db.values(within(itemPrefix(table)))) {
    for (const row of rowsOf(item as WireItem, table)) {
      const key = rowKey(row, table);
      if (JSON.stringify(await db.get(key)) !== JSON.stringify(row.item)) await db.put(key, row.item);
    }
  }
}

const activated = (table: WireTable): WireTable => {
  const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
  return { ...table, TableStatus: 'ACTIVE', ...(indexes ? { GlobalSecondaryIndexes: indexes } : {}) };
};

const rowsOf = (item: WireItem, table: WireTable): readonly IndexRow[] =>
  dynaliteDb.getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table).puts;

const itemPrefix = (table: WireTable): string => `item-${table.TableName}~`;
const indexPrefix = (table: WireTable, index: string): string => `index-global~${table.TableName}~${index}~`;
const rowKey = (row: IndexRow, table: WireTable): string => indexPrefix(table, row.index) + row.key;
const within = (prefix: string): { gte: string; lt: string } => ({ gte: prefix, lt: `${prefix}\u00FF` });
