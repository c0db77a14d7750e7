/** What reading may take at most; every limit is named in the fault that it causes. */
export interface ReadLimits {
  /** One record, line or whole document that is no list of records. */
  readonly valueBytes: number;
  /** Unpacked bytes that are allowed for each packed byte, once `freeBytes` are unpacked. */
  readonly ratio: number;
  readonly freeBytes: number;
  /** How much of what is not understood is kept. */
  readonly rawBytes: number;
  /** How often, on average, a byte may be looked at again to find the next record behind broken input. */
  readonly rescanFactor: number;
}

const MIB = 1024 * 1024;

/**
 * A record has at most 256 KB (CloudTrail quotas), a log event 1 MB; gzip packs logs 10 to 60 times and cannot
 * pass 1,032, which is where bombs lie.
 */
export const READ_LIMITS: ReadLimits = {
  valueBytes: 16 * MIB,
  ratio: 500,
  freeBytes: 64 * MIB,
  rawBytes: 16 * 1024,
  rescanFactor: 4,
};
