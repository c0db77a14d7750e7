import type { EpochMs } from '#core/time';

/** One LookupEvents request (CloudTrail API Reference: LookupEvents). At most one attribute may be given. */
export interface TrailPageRequest {
  readonly region: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly attribute?: { readonly key: 'ReadOnly' | 'EventName'; readonly value: string };
  readonly nextToken?: string;
}

/** Up to 50 events, newest first. An empty page with a token is not the end. */
export interface TrailPage {
  readonly events: readonly {
    /** The record as JSON text, the field `CloudTrailEvent`. */
    readonly record: string;
    /** When it happened, for the checkpoint. */
    readonly at: EpochMs;
  }[];
  readonly nextToken?: string;
}

export interface TrailReader {
  /** Rejects with `TH_TRAIL_READ` after the SDK's own retries. */
  readonly page: (request: TrailPageRequest) => Promise<TrailPage>;
}
