/** A secondary index of a table. */
export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes copied into the index besides its own and the table's keys; none: keys only. */
  readonly attributes: readonly string[];
}

/** A DynamoDB table as data: the stack, the embedded database and the tests create it from this. */
export interface TableDefinition {
  /** Name where nothing else gives one (the stack lets CloudFormation name its tables). */
  readonly name: string;
  /** All key attributes are strings. */
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Attribute that holds the instant of expiry in epoch seconds. */
  readonly timeToLive: string;
  readonly indexes: readonly IndexDefinition[];
}

/** What every index of findings carries: the attributes of `FindingSummary`. Keys of the index come by themselves. */
const SUMMARY = [
  'ruleId',
  'ruleTitle',
  'severity',
  'status',
  'accountId',
  'region',
  'principal',
  'sourceIp',
  'eventName',
  'firstSeen',
  'lastSeen',
  'count',
  'summary',
  'suppressionId',
] as const;

const byTime = (name: string, partitionKey: string): IndexDefinition => ({
  name,
  partitionKey,
  sortKey: 'seenOrder',
  attributes: SUMMARY.filter((attribute) => attribute !== partitionKey),
});

/**
 * The two tables. DynamoDB Developer Guide, "Quotas": at most 20 indexes a table and 100 projected attributes over
 * all of them; here 6 and 67.
 *
 * `seenOrder` is `firstSeen#findingId`: newest first, and ties always in the same order. `alertPending` and
 * `alertOrder` exist only while an alert is due, so that index holds nothing else.
 */
export const TABLES = {
  findings: {
    name: 'trailhound-findings',
    partitionKey: 'findingId',
    timeToLive: 'expiresAt',
    indexes: [
      byTime('by-status', 'status'),
      byTime('by-severity', 'severity'),
      byTime('by-rule', 'ruleId'),
      byTime('by-principal', 'principal'),
      byTime('by-account-day', 'accountDay'),
      { name: 'pending-alerts', partitionKey: 'alertPending', sortKey: 'alertOrder', attributes: [] },
    ],
  },
  state: {
    name: 'trailhound-state',
    partitionKey: 'owner',
    sortKey: 'item',
    timeToLive: 'expiresAt',
    indexes: [],
  },
} as const satisfies Readonly<Record<string, TableDefinition>>;

/** Every attribute that is a key of the table or of one of its indexes, once. */
export function keyAttributes(table: TableDefinition): readonly string[] {
  const keys = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  return [...new Set(keys)].filter((key) => key !== undefined);
}
