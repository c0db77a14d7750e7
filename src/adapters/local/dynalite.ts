import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { ClassicLevel } from 'classic-level';
import { TrailhoundError } from '#core/errors';

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
  readonly TableStatus: string;
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

/**
 * The LevelDB under dynalite, made safe.
 *
 * LevelDB 1.20, which classic-level ships, can answer an older value of a key once a compaction has run while a
 * snapshot was held, and has put two versions of the key into two files of one level (google/leveldb issue 320).
 * dynalite 4.0.0 holds one for ever after every Query and Scan: it ends an iterator with `return()`, which these
 * iterators do not have. One finding flooded with 100,000 events then lost updates in three runs of four, and the
 * folder kept every version ever written. So iterators get their `return`, reads go the way that holds no snapshot,
 * and files are too large to be split before a level exceeds 80 MB (LevelDB multiplies the size by 25 in 31 bits).
 */
export class SoundLevel extends ClassicLevel<string, unknown> {
  constructor(location: string) {
    super(location, { valueEncoding: 'json', maxFileSize: 80 * 2 ** 20 });
  }

  override async get(key: string): Promise<unknown> {
    await this.open({ passive: true });
    return answered(() => this.getSync(key));
  }
}

/**
 * Opens the LevelDB of a folder, made where it is missing, hands it to `use`, and closes it.
 *
 * Throws `TH_STORE_READ` where it can't be opened. dynalite opens it too, but late, and ends the process when it can't.
 */
export async function withLevel(path: string, use: (db: SoundLevel) => Promise<void>): Promise<void> {
  const db = new SoundLevel(path);
  try {
    await db.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const said = cause instanceof Error ? cause.message : 'unknown error';
    throw new TrailhoundError('TH_STORE_READ', `${path} cannot be opened (${said})`, { cause });
  }
  try {
    await use(db);
  } finally {
    await db.close();
  }
}

/**
 * What only a call comes upon, damage or a full disk, is answered as DynamoDB would; dynalite throws what it can't answer
 * out of the process. The client sees no more than the message, so that a full disk is named as the system names it.
 */
async function answered<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const full = cause instanceof Error ? FULL.exec(cause.message)?.[0] : undefined;
    const message = full === undefined ? DAMAGED : `the embedded database cannot be written: ${full}`;
    const body = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message };
    const error = Object.assign(new Error(message, { cause }), { statusCode: 500, body });
    // dynalite prints the stack of some; where in our code it was noticed does not help.
    throw full === undefined ? error : Object.assign(error, { stack: message });
  }
}

const DAMAGED = 'the embedded database is damaged: a part of it cannot be read';
const FULL = /no space left on device|disk quota exceeded/i;

interface LevelIterator {
  next(): Promise<unknown>;
  close(): Promise<void>;
}

function closable<T extends LevelIterator>(iterator: T): T {
  const next = iterator.next.bind(iterator);
  return Object.assign(iterator, { return: () => iterator.close(), next: () => answered(next) });
}

// Not as methods: the declared types of these name the class itself and can't be overridden.
Object.assign(SoundLevel.prototype, {
  put(this: SoundLevel, key: string, value: unknown, options: object = {}) {
    return answered(() => ClassicLevel.prototype.put.call(this, key, value, options));
  },
  del(this: SoundLevel, key: string, options: object = {}) {
    return answered(() => ClassicLevel.prototype.del.call(this, key, options));
  },
  values(this: SoundLevel, options: object = {}) {
    return closable(ClassicLevel.prototype.values.call(this, options));
  },
  keys(this: SoundLevel, options: object = {}) {
    return closable(ClassicLevel.prototype.keys.call(this, options));
  },
});

// dynalite is CommonJS without types; what is used of it is written down here.
const load = createRequire(import.meta.url);
const loadInside = createRequire(load.resolve('dynalite'));

// dynalite lets nobody choose its LevelDB, so ours is put where it takes the class from, before it does.
Object.assign(loadInside('level') as object, { Level: SoundLevel });

/** Makes a server that speaks DynamoDB's protocol over a LevelDB folder; it does not listen yet. */
export const dynalite = load('dynalite') as (options: DynaliteOptions) => Server;

/** Where dynalite puts items and index rows in its LevelDB. */
export const dynaliteDb = load('dynalite/db') as DynaliteDb;
