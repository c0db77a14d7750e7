import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const empty = folderWith({});
const cost = (words: string, cwd = empty) => runCli(['cost', ...words.split(' ').filter(Boolean)], { cwd });
const json = async (words: string, cwd = empty) =>
  JSON.parse((await cost(`${words} --format json`, cwd)).out);

describe('cost', () => {
  it('prints every line with quantity, price and cost, then the sums and what is not in them', async () => {
    const { code, out, err } = await cost('--events-per-month 1M');

    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toMatch(
      /^A month with 1,000,000 events and 100 findings, 1 region: event history every 5 minutes\.$/m,
    );
    expect(out).toMatch(
      /^Prices of us-east-1, looked up 20\d\d-\d\d\. Free tiers that never end are taken off\.$/m,
    );
    expect(out).toMatch(/^WHAT +QUANTITY +UNIT +PRICE +COST +WITHOUT FREE TIER$/m);
    expect(out).toMatch(/^dashboard +1 +dashboards +\$3\.00 each +\$0\.0000 +\$3\.0000$/m);
    expect(out).toMatch(/^In all: \$0\.\d\d \(\$\d\.\d\d without free tiers\) a month\.$/m);
    expect(out).toMatch(/^A million events add \$0\.\d\d /m);
    expect(out).toMatch(/GuardDuty asks about \$4\.00 for a million management events: \$4\.00 for these\./);
    expect(out).toMatch(/\$20\.00 \(\$20\.00 a million\): a second trail/);
  });

  it('adds up: the sum is that of the lines, with and without free tiers', async () => {
    const { total, lines, idle } = await json('-e 3M');
    const sum = (name: string) =>
      lines.reduce(
        (all: number, line: Record<string, number>) => all + Math.round((line[name] ?? 0) * 1e6),
        0,
      ) / 1e6;
    expect([sum('cost'), sum('withoutFreeTier')]).toEqual([total.cost, total.withoutFreeTier]);
    expect(idle.cost).toBeLessThan(total.cost);
  });

  it('leaves every free tier out when it is told so', async () => {
    const { total, freeTier } = await json('-e 0 --no-free-tier');
    expect([freeTier, total.cost === total.withoutFreeTier, total.cost > 1]).toEqual([false, true, true]);
    const { out } = await cost('-e 0 --no-free-tier');
    expect(out).toContain('No free tier is taken off.');
    expect(out).not.toContain('WITHOUT FREE TIER');
    expect(out).not.toContain('A million events add');
  });

  it('prices the deployment that the file describes', async () => {
    const folder = folderWith({
      'trailhound.yml':
        'regions: [eu-west-1]\nsources: { eventHistory: false, eventBridge: true }\ndashboard: false\nalarms: false\n',
    });
    const { out, err } = await cost('-e 1M', folder);
    expect(err).toBe('Priced: trailhound.yml\n');
    expect(out).toMatch(/2 regions: EventBridge \(reads: none\)/);
    expect(out).toMatch(/^events forwarded from other regions +100,000/m);
    expect(out).not.toMatch(/^(dashboard|alarms) /m);
    expect((await cost('-e 1M --config trailhound.yml', folder)).out).toBe(out);
  });

  it('opens other doors than the file does', async () => {
    const { doors, lines } = await json('-e 1M --source logs,objects');
    expect(doors).toEqual(['log groups of a trail', 'buckets of a trail']);
    const names = lines.map(({ what }: { what: string }) => what);
    expect(names).toEqual(expect.arrayContaining(['watch-logs, time', 'watch-objects, time']));
    // What a best-effort door lost is looked for once a day.
    expect(names).toContain('collect-cloudtrail, time');
  });

  it('takes how many events match and how many findings they make', async () => {
    expect(await json('-e 1M --match-rate 0.01')).toMatchObject({ matchRate: 0.01, findings: 1_000 });
    expect(await json('-e 1M --findings-per-month 7')).toMatchObject({ findings: 7 });
  });

  it('says that lines of logs cost nothing where the settings take none', async () => {
    expect((await cost('-e 1M --log-lines 50M')).err).toMatch(/^note: --log-lines changes nothing here/);
    const watching = folderWith({ 'trailhound.yml': 'applicationLogs: { prefixes: [/app/] }\n' });
    expect((await cost('-e 1M --log-lines 50M', watching)).err).not.toContain('note:');
  });

  it('says when the event history cannot be read as fast as it grows', async () => {
    expect((await json('-e 10M')).notes).toEqual([]);
    expect((await json('-e 40M')).notes.join()).toContain('It will fall behind when more happens than usual');
    expect((await json('-e 100M')).notes.join()).toContain('It cannot keep up');
  });

  it('says that prices are those of another region where it has none', async () => {
    const { notes, prices } = await json('-e 1M --region eu-central-1');
    expect(prices).toBe('us-east-1');
    expect(notes.join()).toContain('Prices of eu-central-1 are not built in');
  });

  it.each([
    { words: '', says: 'required option' },
    { words: '-e many', says: 'Expected a whole number' },
    { words: '-e 1 --source trail', says: 'Expected some of event-history, logs, eventbridge, objects' },
    { words: '-e 1 --match-rate 2', says: 'Expected a number from 0 to 1' },
  ])('refuses a wrong command line: cost $words', async ({ words, says }) => {
    const { code, out, err } = await cost(words);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toContain(says);
  });

  it('refuses a file that is missing or wrong, with every problem', async () => {
    expect(await cost('-e 1 --config none.yml')).toMatchObject({ code: EXIT.error, out: '' });
    const folder = folderWith({ 'trailhound.yml': 'heartbeat: 1\nregions: 5\n' });
    const { code, out, err } = await cost('-e 1', folder);
    expect([code, out]).toEqual([EXIT.error, '']);
    expect(err).toMatch(/trailhound\.yml:1:\d+: heartbeat.*\n.*trailhound\.yml:2:\d+: regions/);
  });
});
