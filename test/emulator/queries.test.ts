import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecuteStatementCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { itemOf } from '#adapters/aws/dynamo-finding-item';
import type { Finding } from '#core/finding';
import { createTables, type TestTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { ROOT } from '../support/run-cli.ts';
import { sampleFinding } from '../support/sample-finding.ts';

const PAGE = readFileSync(join(ROOT, 'docs/guides/queries.md'), 'utf8');
const blocks = (kind: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``, 'g'))].map((one) => one[1] ?? '');

/** What follows an option on the command line of a pasted block. */
const option = (block: string, name: string): string | undefined =>
  new RegExp(`--${name} (?:'([^']*)'|(\\S+))`)
    .exec(block)
    ?.slice(1)
    .find((part) => part !== undefined);

const DAY = '2026-11-21';
const MALLORY = 'arn:aws:iam::123456789012:user/mallory';
const findings: readonly Finding[] = [
  sampleFinding({
    findingId: 'f-1',
    severity: 'critical',
    firstSeen: `${DAY}T10:00:00Z`,
    principal: MALLORY,
  }),
  sampleFinding({ findingId: 'f-2', ruleId: 'RULE_ID', firstSeen: `${DAY}T11:00:00Z` }),
  sampleFinding({
    findingId: 'f-3',
    status: 'suppressed',
    suppressionId: 's',
    alert: { state: 'none', cause: 'new', attempts: 0 },
  }),
  sampleFinding({
    findingId: 'f-4',
    ruleId: 'trailhound:log-error',
    principal: '/aws/lambda/orders',
    firstSeen: `${DAY}T12:00:00Z`,
  }),
  sampleFinding({ findingId: 'f-5', ruleId: 'trailhound:metric-threshold', firstSeen: `${DAY}T13:00:00Z` }),
].map((finding) => ({ ...finding, accountDay: `123456789012#${finding.firstSeen.slice(0, 10)}` }));

describeWithEmulator('the queries of docs/guides/queries.md', (emulator) => {
  let tables: TestTables;
  beforeAll(async () => {
    tables = await createTables(dynamoClient(emulator.client()));
    for (const finding of findings) {
      const input: PutCommandInput = { TableName: tables.findingsTable, Item: itemOf(finding) };
      await tables.db.send(new PutCommand(input));
    }
  });
  const ids = (items: readonly Record<string, { S?: string }>[] | undefined) =>
    (items ?? []).map((item) => item['findingId']?.S ?? item['ruleTitle']?.S);

  it.each(blocks('sql').map((statement) => ({ statement, about: /WHERE (.*)/.exec(statement)?.[1] })))(
    'PartiQL: $about',
    async ({ statement }) => {
      const Statement = statement.replaceAll('"FINDINGS"', `"${tables.findingsTable}"`);
      const { Items } = await tables.db.send(new ExecuteStatementCommand({ Statement }));
      expect(ids(Items as never).length).toBeGreaterThan(0);
      expect(ids(Items as never).length).toBeLessThan(findings.length);
    },
  );

  it.each(
    blocks('sh')
      .filter((block) => block.includes('dynamodb query'))
      .map((block) => ({ block, about: option(block, 'index-name') })),
  )('AWS CLI: $about', async ({ block }) => {
    const json = (name: string) => JSON.parse(option(block, name) ?? 'null') ?? undefined;
    const { Items } = await tables.db.send(
      new QueryCommand({
        TableName: tables.findingsTable,
        IndexName: option(block, 'index-name'),
        KeyConditionExpression: option(block, 'key-condition-expression'),
        ExpressionAttributeNames: json('expression-attribute-names'),
        ExpressionAttributeValues: json('expression-attribute-values'),
        ScanIndexForward: !block.includes('--no-scan-index-forward'),
      }),
    );
    expect(Items?.length).toBeGreaterThan(0);
    expect(Items?.length).toBeLessThan(findings.length);
    const shown = [...(option(block, 'query') ?? '').matchAll(/(\w+)\.[SN]\b/g)].map((one) => one[1] ?? '');
    expect(shown.filter((name) => !(name in (Items?.[0] ?? {})))).toEqual([]);
  });

  it('get-item: the whole finding', () => {
    const block = blocks('sh').find((one) => one.includes('get-item')) ?? '';
    expect(JSON.parse(option(block, 'key') ?? '{}')).toEqual({ findingId: { S: 'ID' } });
  });
});
