import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { storyAttack } from '#adapters/local/story/story';
import type { Finding } from '#core/finding';
import { folderWith, jsonLines, sampleRecord } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { dumpDiff, dumpOf, tableItems } from '../support/table-dump.ts';
import { dueForAlert, type Outcome, outcomeOf } from './replay-outcome.ts';
import { runReplay } from './replay-process.ts';

const EVENING = '2026-03-18T20:00:00Z';
const LATER = fakeClock(EVENING).now();
const replay = (cwd: string, ...args: readonly string[]): Promise<CliRun> =>
  runCli(['replay', ...args], { cwd, clock: fakeClock(EVENING) });

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-replay-'));
  temporary.push(folder);
  return folder;
}
function inputFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = folderWith(files);
  temporary.push(folder);
  return folder;
}

const stopped = (n: number, change: object = {}) =>
  sampleRecord({ eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`, ...change });

describe('replay without a path', () => {
  const cwd = emptyFolder();
  const data = join(cwd, '.trailhound');
  let first: CliRun;
  let stored: Outcome;
  beforeAll(async () => {
    first = await replay(cwd);
    stored = await outcomeOf(data, LATER);
  }, 60_000);

  it('runs the made-up day to its end, saying what it does, and leaves data to standard output', () => {
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/^Rules: \d+ rules compiled\.$/m);
    expect(first.err).toMatch(/^Table: embedded DynamoDB in \.trailhound\/db\.$/m);
    expect(first.err).toMatch(/^Input: a made-up day .* 2,\d{3} events, an intrusion among them\.$/m);
    expect(first.err).toMatch(/^Events: 2,\d{3} events in 21 batches through the watch-logs handler/m);
    expect(first.err).toMatch(/^Findings: \d+ new, .* Alerts: \d+ sent alone, \d+ folded/m);
    expect(first.err).toMatch(/^ {2}npx trailhound findings list/m);
    expect(first.out).not.toMatch(/npx trailhound scan|Rules:/);
  });

  it('has a finding for every act of the attack', () => {
    const shown = new Set(
      (stored.findings as unknown as readonly Finding[]).flatMap(({ evidence }) =>
        evidence.map(({ eventId }) => eventId),
      ),
    );
    const attack = storyAttack();
    const seen = new Set(attack.filter(({ eventID }) => shown.has(eventID)).map(({ act }) => act));

    expect(attack.filter(({ act }) => !seen.has(act))).toEqual([]);
  });

  it('prints each alert as a person receives it, and keeps it for machines', () => {
    const printed = first.out.match(/^┌── ALERT/gm) ?? [];
    const kept = stored.alertFile.trimEnd().split('\n');

    expect(printed.length).toBe(kept.length);
    expect(printed.length).toBeGreaterThan(3);
    expect(first.out).toMatch(/^│ CRITICAL: Root user signed in to the console without a second factor$/m);
    expect(dueForAlert(stored.findings, 'medium').filter((id) => !stored.alerted.has(id))).toEqual([]);
    expect(dueForAlert(stored.findings, 'medium').length).toBe(stored.alerted.size);
  });

  it('prints a table of the findings, the worst first', () => {
    const rows = first.out.split('Findings in .trailhound\n')[1]?.trimEnd().split('\n') ?? [];
    const severities = rows.slice(1).map((row) => row.split(/ +/)[1]);

    expect(rows[0]).toMatch(/^ID +SEVERITY {2}FIRST SEEN/);
    expect(rows.length - 1).toBe(stored.findings.length);
    expect([...new Set(severities)]).toEqual(['critical', 'high', 'medium', 'low']);
  });

  it('a second run adds nothing, sends nothing and says so', async () => {
    const second = await replay(cwd);
    const after = await outcomeOf(data, LATER);

    expect(second.code).toBe(0);
    expect(second.err).toMatch(/^Nothing new: no finding added, no alert sent\.$/m);
    expect(second.out).not.toContain('ALERT');
    expect(dumpDiff(after.exactDump, stored.exactDump)).toEqual([]);
    expect(after.alertFile).toBe(stored.alertFile);
  }, 60_000);

  it('`--fresh` starts over and leaves alone what it did not make', async () => {
    writeFileSync(join(data, 'notes.txt'), 'mine');
    const fresh = await replay(cwd, '--fresh');
    const after = await outcomeOf(data, LATER);

    expect(fresh.code).toBe(0);
    expect(fresh.err).toMatch(/^Starting over: \.trailhound\/db and the alerts beside it removed\.$/m);
    expect(fresh.err).toMatch(/^Findings: \d+ new/m);
    expect(after.alertFile.split('\n').length).toBe(stored.alertFile.split('\n').length);
    expect(dumpDiff(after.findingsDump, stored.findingsDump)).toEqual([]);
    expect(readFileSync(join(data, 'notes.txt'), 'utf8')).toBe('mine');
  }, 60_000);
});

describe('replay with paths', () => {
  it('names a data folder of its own in every command that it shows', async () => {
    const cwd = inputFolder({ 'a.json': jsonLines([stopped(1)]) });
    const { out, err } = await replay(cwd, 'a.json', '--data', "my 'data'");
    const shown = `${out}\n${err}`.match(/npx trailhound findings .*|npm start .*/g) ?? [];

    expect(shown.length).toBeGreaterThanOrEqual(6);
    for (const command of shown) expect(command).toContain("--data 'my '\\''data'\\'''");
  });

  it('reads files, folders and standard input', async () => {
    const cwd = inputFolder({
      'a/one.json': JSON.stringify({ Records: [stopped(1)] }),
      'a/two.json.gz': gzipSync(jsonLines([stopped(2)])),
      'a/readme.txt': 'not a log',
    });
    const fromFolder = await replay(cwd, 'a');
    const fromStdin = await runCli(['replay', '-'], {
      cwd,
      clock: fakeClock(EVENING),
      stdin: jsonLines([stopped(3)]),
    });

    expect(fromFolder).toMatchObject({
      code: 0,
      err: expect.stringContaining('Events: 2 events in 1 batch '),
    });
    expect(fromFolder.err).toMatch(/^Passed over: 1 not JSON \(\.txt\)$/m);
    expect(fromFolder.out).toMatch(
      /^[a-z2-7]{8} {2}high .* 2 {2}open .*CloudTrail trail stopped or deleted/m,
    );
    expect(fromStdin).toMatchObject({ code: 0, err: expect.stringMatching(/^Findings: 0 new, 1 time/m) });
    expect(fromStdin.out).toMatch(/^[a-z2-7]{8} {2}high .* 3 {2}open .*CloudTrail trail stopped or deleted/m);
  });

  it('names bad lines, counts them, keeps them in quarantine, takes the rest, and ends with 3', async () => {
    const bad = '{"eventName":"\u001b[2J",hunter2}';
    const cwd = inputFolder({ 'log.ndjson': `${JSON.stringify(stopped(1))}\n${bad}\nhunter2\n` });
    const run = await replay(cwd, 'log.ndjson');
    const embedded = await openEmbeddedDynamo(join(cwd, '.trailhound'), { now: LATER });
    const kept = await dynamoQuarantine({ ...embedded, clock: fakeClock(EVENING) }).list(10);
    await embedded.close();

    expect(run.code).toBe(3);
    expect(run.err).toMatch(/^Quarantine: 2 inputs not understood; kept in the state table\.$/m);
    expect(run.err).toMatch(/^unreadable: .*log\.ndjson, line 2: /m);
    expect(run.err).toMatch(/^unreadable: .*log\.ndjson, line 3: /m);
    expect(run.err).toMatch(/^Findings: 1 new/m);
    expect(run.err + run.out).not.toContain('hunter2');
    expect(run.err + run.out).not.toContain('\u001b');
    expect(kept.map(({ offset, raw }) => [offset, raw]).sort(([a], [b]) => Number(a) - Number(b))).toEqual([
      [JSON.stringify(stopped(1)).length + 1, bad],
      [JSON.stringify(stopped(1)).length + bad.length + 2, 'hunter2'],
    ]);
  });

  it('says when the input holds no event at all, and refuses a path that is not there', async () => {
    const cwd = inputFolder({ 'empty.json': '{"Records":[]}' });
    const empty = await replay(cwd, 'empty.json');
    const absent = await replay(cwd, 'nowhere.json');

    expect(empty).toMatchObject({ code: 0, err: expect.stringContaining('No CloudTrail event was found') });
    expect(absent).toMatchObject({ code: 1, err: expect.stringContaining('TH_INPUT_UNREADABLE') });
  });

  it('keeps what an allow-list covers as suppressed, without an alert, and reports what cannot apply', async () => {
    const entry = (id: string, rule: string, expires: string) => `  - id: ${id}
    rules: ${rule}
    detection: { who: { userIdentity.userName: alice }, condition: who }
    reason: a drill
    owner: platform@example.com
    expires: ${expires}
`;
    const cwd = inputFolder({
      'log.ndjson': jsonLines([stopped(1), stopped(2, { userIdentity: { type: 'Root' } })]),
      'suppressions.yml': `suppressions:\n${[
        entry('drill', 'CloudTrail trail stopped or deleted', '2026-04-01'),
        entry('old', 'all', '2026-03-01'),
        entry('typo', 'CloudTrail trial stopped', '2026-04-01'),
      ].join('')}`,
    });
    const run = await replay(cwd, 'log.ndjson');
    const { findings, alerted } = await outcomeOf(join(cwd, '.trailhound'), LATER);
    const suppressed = findings.filter(({ status }) => status === 'suppressed');

    expect(run.code).toBe(0);
    expect(run.err).toMatch(
      /suppressions\.yml:\d+: suppression "old" expired on 2026-03-01 and is not applied/,
    );
    expect(run.err).toMatch(
      /suppressions\.yml:\d+: suppression "typo" covers nothing: no rule is called "CloudTrail trial stopped"/,
    );
    expect(run.err).toMatch(/^Matches: \d, of them 1 suppressed\.$/m);
    expect(suppressed).toMatchObject([{ suppressionId: 'drill', count: 1, alert: { state: 'none' } }]);
    expect(alerted.has(String(suppressed[0]?.['findingId']))).toBe(false);
    expect(alerted.size).toBeGreaterThan(0);
  });
});

describe('two processes on one folder', () => {
  it('the second one is told and changes nothing, also with --fresh', async () => {
    const cwd = inputFolder({ 'log.ndjson': jsonLines([stopped(1)]) });
    const data = join(cwd, '.trailhound');
    await replay(cwd, 'log.ndjson');
    const alerts = readFileSync(join(data, 'alerts.ndjson'), 'utf8');
    const holder = await openEmbeddedDynamo(data, { now: LATER });
    try {
      const before = dumpOf(await tableItems(holder.db, holder.findingsTable));
      const second = await runReplay({ input: join(cwd, 'log.ndjson'), data, batchSize: 1 });
      const fresh = await replay(cwd, '--fresh', 'log.ndjson');

      expect(second).toMatchObject({
        code: 1,
        err: expect.stringMatching(/another process uses .*TH_STORE_LOCKED/),
      });
      expect(fresh).toMatchObject({ code: 1, err: expect.stringContaining('TH_STORE_LOCKED') });
      expect(dumpDiff(dumpOf(await tableItems(holder.db, holder.findingsTable)), before)).toEqual([]);
      expect(readFileSync(join(data, 'alerts.ndjson'), 'utf8')).toBe(alerts);
    } finally {
      await holder.close();
    }
    expect(await replay(cwd, 'log.ndjson')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^Nothing new/m),
    });
  }, 60_000);
});
