import type { LintLevel } from '#sigma/lint/lint-note';
import type { KnownEvents } from './known-events.ts';

/** What a name is judged by. */
export interface Asked {
  readonly known: KnownEvents;
  readonly sources: readonly string[] | undefined;
  readonly level: LintLevel;
}
