import type { Command } from 'commander';
import { someText } from '../option-values.ts';

/** Which findings table is meant. */
export interface StoreOptions {
  /** Folder of the embedded database. */
  readonly data: string;
  /** Name of a deployed findings table; then `stateTable` is needed too. */
  readonly table?: string;
  readonly stateTable?: string;
  readonly region?: string;
}

/** The data folder that is meant where none is named. */
export const DEFAULT_DATA = '.trailhound';

/** The option that names a data folder in a command that is shown; nothing for the default. */
export function dataFlag(data: string): string {
  if (data === DEFAULT_DATA) return '';
  return ` --data ${/^[\w./-]+$/.test(data) ? data : `'${data.replaceAll("'", "'\\''")}'`}`;
}

/** The most findings that one list shows. */
export const MOST_LISTED = 10_000;

/** Adds the options that say which findings table is meant. */
export const withStoreOptions = (command: Command): Command =>
  command
    .option('-d, --data <folder>', 'folder of the embedded database', someText, DEFAULT_DATA)
    .option(
      '--table <name>',
      'a deployed findings table instead; credentials come from the environment',
      someText,
    )
    .option('--state-table <name>', 'the state table that belongs to it', someText)
    .option('--region <region>', 'its region; by default the one of the environment', someText);
