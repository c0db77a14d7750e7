import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as library from '#sigma/library';
import { ROOT } from './installed.ts';

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const guide = textOf('docs/guides/library.md');

describe('docs/guides/library.md', () => {
  it('shows the example that is tested, as it is', () => {
    expect(guide).toContain(`\`\`\`js\n${textOf('docs/examples/sigma-library.mjs')}\`\`\`\n`);
  });

  it('names every function of the library, and the properties of what it makes', () => {
    const report = library.loadRules([]);
    const engine = library.buildEngine(report);
    const match = Object.keys(engine.correlator());
    const functions = Object.keys(library).filter((name) => name !== 'SIGMA_CODES');
    const unnamed = [...functions, ...Object.keys(report), ...Object.keys(engine), ...match].filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(guide),
    );
    expect(unnamed).toEqual([]);
  });

  it('names an expression that is refused, and really is', () => {
    const source = /One that could take longer, such as `([^`]+)`, is refused/.exec(guide)?.[1] ?? '';
    const detection = { sel: { 'a|re': source }, condition: 'sel' };
    const text = JSON.stringify({ title: 'Slow', logsource: { product: 'aws' }, detection });
    expect(library.loadRules([{ file: 'r.yml', text }]).documents).toMatchObject([
      { state: 'refused', message: expect.stringContaining('too slow') },
    ]);
  });
});
