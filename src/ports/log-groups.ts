import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** A subscription filter of a log group. */
export interface SubscriptionFilter {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
}

/** Why a log group can't be subscribed to or read: it is gone, or has its two subscription filters already. */
export type GroupRefusal = 'gone' | 'no-slot';

/** Looks up log groups and their subscription filters. Methods reject with `TH_LOGS_READ` when AWS refuses or fails. */
export interface LogGroups {
  /** Names of the log groups that begin like this, in no particular order; a name finds itself. */
  readonly beginningWith: (prefix: string) => Promise<readonly string[]>;
  /** Names of the log groups that have this tag with one of these values; no values: with any. */
  readonly tagged: (key: string, values: readonly string[]) => Promise<readonly string[]>;
  /** `undefined` where the log group is gone. */
  readonly filtersOf: (group: string) => Promise<readonly SubscriptionFilter[] | undefined>;
  /** Puts a filter, or changes the one of that name. */
  readonly putFilter: (group: string, filter: SubscriptionFilter) => Promise<Result<undefined, GroupRefusal>>;
  /** Removes a filter; one that is not there is fine. */
  readonly removeFilter: (group: string, name: string) => Promise<void>;
}

/** One event of a log group. */
export interface LogGroupEvent {
  /** Unique in the log group. */
  readonly id: string;
  readonly stream: string;
  readonly at: EpochMs;
  readonly text: string;
}

/** One FilterLogEvents request (CloudWatch Logs API Reference: FilterLogEvents). */
export interface LogPageRequest {
  readonly group: string;
  /** Both bounds inclusive. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** `''`: every event. */
  readonly pattern: string;
  readonly nextToken?: string;
}

/** Up to 10,000 events or 1 MB, in order of time, streams mixed. An empty page with a token is not the end. */
export interface LogPage {
  readonly events: readonly LogGroupEvent[];
  readonly nextToken?: string;
}

/** `busy`: throttled, or a failure that passes; `token-expired`: ask again without it; `gone`: no such log group. */
export type LogPageRefusal = 'busy' | 'token-expired' | 'gone';

export interface LogEvents {
  /** One request, never repeated inside. Rejects with `TH_LOGS_READ` when AWS refuses it. */
  readonly page: (request: LogPageRequest) => Promise<Result<LogPage, LogPageRefusal>>;
}
