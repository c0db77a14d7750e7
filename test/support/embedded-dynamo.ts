import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';

/** An embedded DynamoDB in a folder of its own; both are there while tests run. */
export interface TestDynamo {
  readonly folder: () => string;
  readonly db: () => DynamoDBDocumentClient;
}

/** Opens one before the tests of a file; afterwards it is closed and deleted. */
export function testDynamo(): TestDynamo {
  let folder: string;
  let embedded: EmbeddedDynamo;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailhound-'));
    embedded = await openEmbeddedDynamo(folder);
  });
  afterAll(async () => {
    await embedded.close();
    await rm(folder, { recursive: true });
  });
  return { folder: () => folder, db: () => embedded.db };
}
