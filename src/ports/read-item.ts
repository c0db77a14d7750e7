import type { CloudTrailRecord } from '#core/event';
import type { EpochMs } from '#core/time';

/**
 * One thing that was found in a file: a record, a fault, something that is known to be no record, or, where the reader
 * was given a `Skim`, records that were only counted.
 */
export type ReadItem = ReadRecord | ReadFault | ReadPassed | ReadCleared;

export interface ReadRecord {
  readonly type: 'record';
  readonly record: CloudTrailRecord;
  /** As given or found; `-` for standard input. */
  readonly file: string;
  /** Bytes from the start of the unpacked file to the record, or to the line or element that carries it. */
  readonly offset: number;
  /** From 1; only in files of JSON lines. */
  readonly line?: number;
  /** Time that the carrier gives; for records without a usable one. */
  readonly fallbackTime?: EpochMs;
}

export interface ReadFault {
  readonly type: 'fault';
  readonly file: string;
  readonly offset: number;
  readonly line?: number;
  /** What was found and what was expected, limits by name; never a quotation of the input. */
  readonly reason: string;
  /** The input, cut to `ReadLimits.rawBytes`. */
  readonly raw: string;
  /** How many inputs it stands for, where that is more than one. */
  readonly count?: number;
}

/** How many inputs a fault stands for. */
export const inputsIn = ({ count = 1 }: ReadFault): number => count;

export interface ReadPassed {
  readonly type: 'passed';
  readonly file: string;
  /** `digest`, `S3 notification`, `not JSON (.csv)` and so on. */
  readonly kind: string;
  readonly count: number;
}

/** Records that no rule can match (`Skim`): sound JSON, counted and not parsed. Only for readers that asked for it. */
export interface ReadCleared {
  readonly type: 'cleared';
  readonly file: string;
  readonly count: number;
}
