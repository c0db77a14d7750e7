import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  ProjectionType,
  StreamViewType,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLES, type TableDefinition } from '#config/tables';

export interface TablesProps {
  /** @default RemovalPolicy.RETAIN - findings outlive the stack */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - a key that AWS owns, which costs nothing */
  readonly key?: IKey | undefined;
}

/** The findings table and the state table, from the same definition as the embedded database. */
export class Tables extends Construct {
  readonly findings: TableV2;
  readonly state: TableV2;
  private readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, props: TablesProps = {}) {
    super(scope, id);
    this.key = props.key;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    // The notifier is woken by the stream and needs both images to see what changed.
    this.findings = this.table('Findings', TABLES.findings, removalPolicy, StreamViewType.NEW_AND_OLD_IMAGES);
    this.state = this.table('State', TABLES.state, removalPolicy);
  }

  /** The stream of the findings table: both images of every change. */
  get findingsStreamArn(): string {
    const arn = this.findings.tableStreamArn;
    if (arn === undefined) throw new Error('the findings table has no stream');
    return arn;
  }

  private table(
    id: string,
    definition: TableDefinition,
    removalPolicy: RemovalPolicy,
    dynamoStream?: StreamViewType,
  ): TableV2 {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new TableV2(this, id, {
      partitionKey: text(definition.partitionKey),
      ...(definition.sortKey === undefined ? {} : { sortKey: text(definition.sortKey) }),
      ...(dynamoStream === undefined ? {} : { dynamoStream }),
      billing: Billing.onDemand(),
      timeToLiveAttribute: definition.timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      globalSecondaryIndexes: definition.indexes.map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        ...(index.attributes.length === 0
          ? { projectionType: ProjectionType.KEYS_ONLY }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }),
      })),
    });
    if (this.key !== undefined) encrypt(table, this.key);
    return table;
  }
}

/** Not `TableEncryptionV2.customerManagedKey`: that refuses stacks whose region is only known at deployment. */
function encrypt(table: TableV2, key: IKey): void {
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.addPropertyOverride('SSESpecification', { SSEEnabled: true, SSEType: 'KMS' });
  resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn });
}
