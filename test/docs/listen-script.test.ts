import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/run-cli.ts';

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('docs/guides/listen.md', () => {
  it('shows the script that is tested, as it is', () => {
    const script = textOf('test/listen/ship_and_search.py');
    expect(textOf('docs/guides/listen.md')).toContain(`\`\`\`python\n${script}\`\`\`\n`);
  });
});
