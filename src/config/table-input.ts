import { keyAttributes, type TableDefinition } from './tables.ts';

/** An attribute's part in a key, as `CreateTable` wants it. */
interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** The input of a `CreateTable` request; assignable to the SDK's type, without the SDK. */
export interface TableInput {
  readonly TableName: string;
  readonly BillingMode: 'PAY_PER_REQUEST';
  readonly AttributeDefinitions: { readonly AttributeName: string; readonly AttributeType: 'S' }[];
  readonly KeySchema: KeyPart[];
  readonly GlobalSecondaryIndexes?: {
    readonly IndexName: string;
    readonly KeySchema: KeyPart[];
    readonly Projection: {
      readonly ProjectionType: 'INCLUDE' | 'KEYS_ONLY';
      readonly NonKeyAttributes?: string[];
    };
  }[];
}

/** Says in DynamoDB's words what a table is. Time to live is another request, and not every store has it. */
export function tableInput(table: TableDefinition, tableName: string): TableInput {
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection:
      index.attributes.length === 0
        ? { ProjectionType: 'KEYS_ONLY' as const }
        : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.attributes] },
  }));
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keyAttributes(table).map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(table),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
}

function keySchema({ partitionKey, sortKey }: Pick<TableDefinition, 'partitionKey' | 'sortKey'>): KeyPart[] {
  const parts: KeyPart[] = [{ AttributeName: partitionKey, KeyType: 'HASH' }];
  if (sortKey !== undefined) parts.push({ AttributeName: sortKey, KeyType: 'RANGE' });
  return parts;
}
