import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { money } from '../../cli/cost/money.ts';
import { folderWith } from '../support/cli-samples.ts';
import { ROOT, runCli } from '../support/run-cli.ts';

const guide = readFileSync(join(ROOT, 'docs/guides/cost.md'), 'utf8');
const cwd = folderWith({});
const AMOUNTS = ['0', '1M', '10M', '100M'];

/** What the command prints, as a cell of the guide's table: with free tiers, and without. */
async function cell(amount: string, door: string): Promise<string> {
  const { out } = await runCli(['cost', '--events-per-month', amount, '--source', door], { cwd });
  const [, cost, list] = /^In all: (\$[\d.,]+|under \$0\.01) \((\$[\d.,]+) without/m.exec(out) ?? [];
  return `${cost} (${list})`;
}

/** Parts that are switched on besides CloudTrail, as the guide names them, and how. */
const PARTS: Readonly<Record<string, string>> = {
  applicationLogs: 'applicationLogs: { prefixes: [/app/] }',
  'intake, with a secret': 'intake: true',
  'intake, signed': 'intake: { auth: iam }',
  'metrics: 200 series, every 15 minutes': 'metrics: true',
  'metrics: 200 series, every 5 minutes': 'metrics: { everyMinutes: 5 }',
  'metrics: 20 series, every 15 minutes': 'metrics: { maxSeries: 20 }',
  search:
    'search: { endpoint: https://search.example.com, resourceArn: arn:aws:es:eu-west-1:123456789012:domain/logs }',
};
const LINES = ['0', '1M', '10M', '100M'];

/** What a deployment costs in an account without events, in dollars with and without free tiers. */
async function totals(yaml: string, lines: string): Promise<readonly [number, number]> {
  const args = ['cost', '-e', '0', '--log-lines', lines, '--format', 'json'];
  const { out } = await runCli(args, { cwd: folderWith({ 'trailhound.yml': yaml }) });
  const { total } = JSON.parse(out);
  return [total.cost, total.withoutFreeTier];
}

/** What a part adds, as a cell. */
async function added(yaml: string, lines: string): Promise<string> {
  const [with_, without] = [await totals(yaml, lines), await totals('keepData: true', lines)];
  const more = ([0, 1] as const).map((at) => money(Math.round((with_[at] - without[at]) * 1e6)));
  return `${more[0]} (${more[1]})`;
}

describe('docs/guides/cost.md', () => {
  it.each(['event-history', 'logs', 'eventbridge', 'objects'])(
    'has the figures of the command: %s',
    async (door) => {
      const cells: string[] = [];
      for (const amount of AMOUNTS) cells.push(await cell(amount, door));
      expect(guide).toContain(`| \`${door}\` | ${cells.join(' | ')} |`);
    },
  );

  it.each(Object.entries(PARTS))('says what a part adds: %s', async (name, yaml) => {
    const cells: string[] = [];
    const takesLines = /^(applicationLogs|intake)/.test(yaml);
    for (const lines of takesLines ? LINES : ['0']) cells.push(await added(yaml, lines));
    const same = LINES.slice(cells.length).map(() => 'the same');
    expect(guide).toContain(`| \`${name}\` | ${[...cells, ...same].join(' | ')} |`);
  });

  it('shows the bill of a million events as the command prints it', async () => {
    const { out } = await runCli(['cost', '--events-per-month', '1M'], { cwd });
    expect(guide).toContain(out.slice(0, out.indexOf('\n\nNot in the bill')));
  });
});
