import type { Server } from 'node:http';
import { createRequire } from 'node:module';

/** DynamoDB's own notation of a value: `{ S: 'text' }`. */
export type WireItem = { readonly [attribute: string]: { readonly [type: string]: unknown } };

/** A row that an index must hold for an item. */
export interface IndexRow {
  readonly index: string;
  readonly key: string;
  readonly item: WireItem;
}

/** A table as dynalite keeps it. */
export interface WireTable {
  readonly TableName: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
}

interface DynaliteDb {
  readonly createKey: (item: WireItem, table: WireTable) => string;
  readonly getIndexActions: (
    indexes: readonly unknown[],
    existing: undefined,
    item: WireItem,
    table: WireTable,
  ) => { readonly puts: readonly IndexRow[] };
}

interface DynaliteOptions {
  /** Folder of its LevelDB. */
  readonly path: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

// dynalite is CommonJS without types; what is used of it is written down here.
const load = createRequire(import.meta.url);

/** Makes a server that speaks DynamoDB's protocol over a LevelDB folder; it does not listen yet. */
export const dynalite = load('dynalite') as (options: DynaliteOptions) => Server;

/** Where dynalite puts items and index rows in its LevelDB. */
export const dynaliteDb = load('dynalite/db') as DynaliteDb;
