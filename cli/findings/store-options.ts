import type { Command } from 'commander';

/** Which findings table is meant. */
export interface StoreOptions {
  /** Folder of the embedded database. */
  readonly data: string;
  /** Name of a deployed findings table; then `stateTable` is needed too. */
  readonly table?: string;
  readonly stateTable?: string;
  readonly region?: string;
}

/** Adds the options that say which findings table is meant. */
export const withStoreOptions = (command: Command): Command =>
  command
    .option('--data <folder>', 'folder of the embedded database', '.trailhound')
    .option('--table <name>', 'a deployed findings table instead; credentials come from the environment')
    .option('--state-table <name>', 'the state table that belongs to it')
    .option('--region <region>', 'its region; by default the one of the environment');
