import type { MergeSettings } from '#core/merge';
import type { FindingStore } from '#ports/finding-store';
import type { CellDeps } from '../versioned-cell.ts';
import type { BatchEvents } from './group-batches.ts';
import type { CorrelationPlan } from './plan.ts';

export interface CorrelateDeps extends CellDeps {
  readonly findings: FindingStore;
  readonly plan: CorrelationPlan;
  /** How late an event may come, in milliseconds, and still meet those before it. */
  readonly latenessMs: number;
}

/** What is the same for all groups of a batch. */
export interface BatchRun extends CorrelateDeps {
  readonly events: BatchEvents;
  readonly merging: MergeSettings;
}
