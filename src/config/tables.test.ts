import { describe, expect, it } from '@jest/globals';
import { tableInput } from './table-input.ts';
import { keyAttributes, TABLES, type TableDefinition } from './tables.ts';

const tables: readonly (readonly [string, TableDefinition])[] = Object.entries(TABLES);

describe('the tables', () => {
  it.each(tables)('%s stays within the quotas of DynamoDB', (_, table) => {
    expect(table.indexes.length).toBeLessThanOrEqual(20);
    expect(table.indexes.flatMap(({ attributes }) => attributes).length).toBeLessThanOrEqual(100);
  });

  it.each(tables)('%s defines the attributes of its keys, each once, and no other', (_, table) => {
    const input = tableInput(table, 'named');
    const names = input.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
    const used = [input, ...(input.GlobalSecondaryIndexes ?? [])].flatMap(({ KeySchema }) =>
      KeySchema.map(({ AttributeName }) => AttributeName),
    );
    expect(new Set(names)).toEqual(new Set(used));
    expect(names).toEqual([...keyAttributes(table)]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(tables)('%s copies no key of an index into that index', (_, table) => {
    for (const index of table.indexes) {
      const keys = [index.partitionKey, index.sortKey, table.partitionKey];
      expect(index.attributes.filter((attribute) => keys.includes(attribute))).toEqual([]);
    }
  });

  it('have an index for each access pattern and one for pending alerts', () => {
    expect(TABLES.findings.indexes.map(({ name }) => name)).toEqual([
      'by-status',
      'by-severity',
      'by-rule',
      'by-principal',
      'by-account-day',
      'pending-alerts',
    ]);
  });
});
