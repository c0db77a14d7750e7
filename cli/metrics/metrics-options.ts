import type { EpochMs } from '#core/time';

/** What the command line says. */
export interface MetricsOptions {
  readonly aws?: true;
  readonly config?: string;
  readonly region?: string;
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly above?: number;
  readonly below?: number;
  readonly for?: { readonly m: number; readonly n: number };
  readonly baseline: boolean;
  readonly failOn?: 'any' | 'open';
  readonly format: string;
}
