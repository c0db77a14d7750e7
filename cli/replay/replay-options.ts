import type { PipelineOptions } from '../pipeline/with-pipeline.ts';

/** What `replay` takes from the command line. */
export interface ReplayOptions extends PipelineOptions {
  /** Remove the embedded database first. */
  readonly fresh?: boolean;
  /** Events handed to the handler at once. */
  readonly batchSize: number;
}
