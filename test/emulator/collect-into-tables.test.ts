import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { systemClock } from '#adapters/aws/system-clock';
import { epochMs, floorTo, isoFromMs } from '#core/time';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { createTables, rawItems, type TestTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { pointAtEmulator } from '../support/emulator-functions.ts';
import { runCli } from '../support/run-cli.ts';

const HISTORY = 'eu-west-3';
const TABLES = 'eu-central-1';
const HOUR = 3_600_000;

describeWithEmulator('collect into deployed tables', (emulator) => {
  const before = { ...process.env };
  const cwd = folderWith({ 'rule.yml': sampleRule() });
  let tables: TestTables;
  const collect = (names: readonly string[]) =>
    runCli(
      [
        ...['collect', '--since', '1d', '--region', HISTORY, '--no-builtin', '--rules', 'rule.yml'],
        ...[...names, '--table-region', TABLES],
      ],
      { cwd, clock: systemClock },
    );
  const both = () => ['--table', tables.findingsTable, '--state-table', tables.stateTable];
  const contents = async () => [
    await rawItems(tables.db, tables.findingsTable),
    await rawItems(tables.db, tables.stateTable),
  ];

  beforeAll(async () => {
    // Its region is us-east-1, where these tables are not.
    pointAtEmulator(emulator);
    tables = await createTables(dynamoClient({ ...emulator.client(), region: TABLES }));
    const eventTime = isoFromMs(floorTo(epochMs(systemClock.now() - HOUR), 1_000));
    await emulator.inject(
      HISTORY,
      ['stop-1', 'stop-2'].map((eventID) => ({
        ...sampleRecord({ eventID, eventTime, awsRegion: HISTORY, readOnly: false }),
      })),
    );
  });
  afterAll(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it('refuses a table that is not there before it reads the history', async () => {
    for (const names of [
      ['--table', 'nowhere', '--state-table', tables.stateTable],
      ['--table', tables.findingsTable, '--state-table', 'nowhere'],
    ]) {
      const { code, err } = await collect(names);
      expect(code).toBe(EXIT.error);
      expect(err).toMatch(/from nowhere failed \(ResourceNotFoundException\).*TH_STORE_READ/);
      expect(err).not.toContain('Reading:');
    }
  });

  it('stores findings there with their alert pending, and nothing on this machine', async () => {
    const { code, out, err } = await collect(both());
    expect({ code, out }).toEqual({ code: EXIT.ok, out: '' });
    expect(err).toContain('Findings: 1 new, 0 times an existing one grew.');
    expect(err).toContain('Alerts: none sent from here; the deployed notifier sends what is pending.');
    expect(await dynamoFindingStore(tables).pendingAlerts(10)).toMatchObject([
      { ruleTitle: 'Trail stopped', region: HISTORY, count: 2, alert: { state: 'pending' } },
    ]);
    expect(existsSync(join(cwd, '.trailhound'))).toBe(false);
  });

  it('adds nothing when it reads the same again', async () => {
    const stored = await contents();
    expect(stored[0]).toHaveLength(1);
    const { code, err } = await collect(both());
    expect(code).toBe(EXIT.ok);
    expect(err).toContain('matches: 2.');
    expect(err).toContain('Nothing new: no finding added.');
    expect(await contents()).toEqual(stored);
  });
});
