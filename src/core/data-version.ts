/**
 * Form of the tables' items that this code writes. Raised together with a migration in `src/app/migrate.ts`.
 *
 * 1: what the first deployment wrote.
 */
export const DATA_VERSION = 1;

/** Key of the state item that says which form the tables have. */
export const DATA_VERSION_KEY = 'data-version';

/** That item. */
export interface DataVersion {
  readonly version: number;
  /** When it was written, ISO 8601 UTC. */
  readonly at: string;
}
