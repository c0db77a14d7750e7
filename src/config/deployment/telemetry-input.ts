import type { AppLogsInput } from '../app-logs-settings.ts';

/** `applicationLogs` of `trailhound.yml`: which log groups of applications are watched, and for what. */
export type ApplicationLogsInput = Omit<AppLogsInput, 'own' | 'tags'> & {
  /** Tag keys and the values that a log group may have; no value: any. */
  readonly tags?: { readonly [key: string]: readonly string[] };
};

/** `metrics` of `trailhound.yml`. `watches` as docs/guides/metrics.md describes them. */
export interface MetricsInput {
  /** Minutes between two looks, 1 to 60: what CloudWatch charges grows with them. @default 15 */
  readonly everyMinutes?: number;
  /** The watches that come with Trailhound. @default true, unless there are watches of one's own */
  readonly builtIn?: boolean;
  readonly watches?: readonly { readonly [key: string]: unknown }[];
  /** Series that are read at most: what CloudWatch charges grows with them. @default 200 */
  readonly maxSeries?: number;
  /** Days that a baseline learns from when a series is met. @default 14 */
  readonly lookBackDays?: number;
}

/** `intake` of `trailhound.yml`: a function URL that takes logs over HTTP. */
export interface IntakeInput {
  /** `secret`: a bearer token or password from Secrets Manager; `iam`: signed by AWS credentials. @default secret */
  readonly auth?: 'secret' | 'iam';
  /** Bytes of one request after unpacking, 65,536 to 6,000,000. @default 4000000 */
  readonly maxBytes?: number;
}

/** `search` of `trailhound.yml`: an OpenSearch or Elasticsearch that findings and events are written to. */
export interface SearchInput {
  /** `https://…`, without a path. */
  readonly endpoint: string;
  /** `iam`: signed for OpenSearch Service; `iam-serverless`: for OpenSearch Serverless; `basic`: user and password. @default iam */
  readonly auth?: 'iam' | 'iam-serverless' | 'basic';
  /** Secret with `username` and `password`; with `auth: basic`. */
  readonly secretArn?: string;
  /** ARN of the domain or collection, which the function may then write to; with `auth: iam` and `iam-serverless`. */
  readonly resourceArn?: string;
  /** Events that are written besides findings. @default none */
  readonly events?: 'none' | 'matched' | 'all';
  /** First part of the names of indexes. @default trailhound */
  readonly prefix?: string;
  /** Days that events are kept there. @default 30 */
  readonly retentionDays?: number;
}

/** `digest` of `trailhound.yml`: the daily report. */
export interface DigestInput {
  /** Hour of the day, UTC, 0 to 23. @default 6 */
  readonly hour?: number;
  /** Send it on days on which nothing happened, too. @default true */
  readonly quietDays?: boolean;
  /** Days that reports are kept in the bucket, 1 to 3650. @default 90 */
  readonly keepDays?: number;
}

/** `logging` of `trailhound.yml`: what Trailhound's own functions write. */
export interface LoggingInput {
  /** @default info */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /** Share of invocations, 0 to 1, that write everything. @default 0 */
  readonly debugSampleRate?: number;
  /** Traces in AWS X-Ray, which charges for them. @default false */
  readonly tracing?: boolean;
}
