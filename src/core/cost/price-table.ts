/** What AWS charges for; each has one price in a region. */
export const PRICE_NAMES = [
  'lambdaRequests',
  'lambdaGbSeconds',
  'dynamoWrites',
  'dynamoReads',
  'dynamoStorage',
  'dynamoBackup',
  'schedulerInvocations',
  'forwardedEvents',
  'sqsRequests',
  's3Puts',
  's3Gets',
  's3Storage',
  'snsPublishes',
  'snsEmails',
  'metrics',
  'alarmMetrics',
  'dashboards',
  'metricsAskedFor',
  'cloudWatchRequests',
  'logIngest',
  'logStorage',
  'kmsKeys',
  'kmsRequests',
  'secrets',
  'secretRequests',
] as const;
export type PriceName = (typeof PRICE_NAMES)[number];

/** One price, as a public page states it. */
export interface Price {
  /** US dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  /** What is counted: `requests`, `GB-seconds`, … */
  readonly unit: string;
  /** Units a month that every account has for nothing, for ever. Offers of the first twelve months are left out. */
  readonly free: number;
  /** AWS's page that states it. */
  readonly origin: string;
}

/** Prices of one region. */
export interface PriceTable {
  readonly region: string;
  /** Month in which the prices were looked up, `2026-11`. */
  readonly asOf: string;
  readonly prices: { readonly [name in PriceName]: Price };
  /** What Trailhound does not cause: named beside the bill and never added to it. */
  readonly others: OtherPrices;
}

/** Dollars for a million CloudTrail events, each by itself. */
export interface OtherPrices {
  /** Taking a trail into CloudWatch Logs. */
  readonly trailIntoLogs: OtherPrice;
  /** A second trail over the same management events; the first is free. */
  readonly secondTrail: OtherPrice;
  /** Data events, the first copy included. */
  readonly dataEvents: OtherPrice;
  /** GuardDuty's analysis of management events, for comparison. */
  readonly guardDuty: OtherPrice;
}

export interface OtherPrice {
  readonly dollarsPerMillion: number;
  readonly origin: string;
}
