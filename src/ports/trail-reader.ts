import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** The attributes that Trailhound looks up by. */
export interface TrailAttribute {
  readonly key: 'ReadOnly' | 'EventName';
  readonly value: string;
}

/** One LookupEvents request (CloudTrail API Reference: LookupEvents). At most one attribute may be given. */
export interface TrailPageRequest {
  readonly region: string;
  /** Whole seconds, both bounds inclusive. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly attribute?: TrailAttribute;
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

/**
 * Why there is no page this time. `busy`: throttled, or a failure that passes; ask again later, and more slowly.
 * `token-expired`: ask again without the token.
 */
export type TrailRefusal = 'busy' | 'token-expired';

export interface TrailReader {
  /** One request, never repeated inside: two a second is all that a region allows. Rejects with `TH_TRAIL_READ`. */
  readonly page: (request: TrailPageRequest) => Promise<Result<TrailPage, TrailRefusal>>;
}
