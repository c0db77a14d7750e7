import type { Severity } from '#core/severity';

/** What `replay` takes from the command line. */
export interface ReplayOptions {
  readonly data: string;
  readonly fresh?: boolean;
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly suppressions?: string;
  readonly alertSeverity: Severity;
  readonly batchSize: number;
}
