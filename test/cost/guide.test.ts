import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
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

describe('docs/guides/cost.md', () => {
  it.each(['event-history', 'logs', 'eventbridge', 'objects'])(
    'has the figures of the command: %s',
    async (door) => {
      const cells: string[] = [];
      for (const amount of AMOUNTS) cells.push(await cell(amount, door));
      expect(guide).toContain(`| \`${door}\` | ${cells.join(' | ')} |`);
    },
  );

  it('shows the bill of a million events as the command prints it', async () => {
    const { out } = await runCli(['cost', '--events-per-month', '1M'], { cwd });
    expect(guide).toContain(out.slice(0, out.indexOf('\n\nNot in the bill')));
  });
});
