import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { readBundles } from '../../scripts/check-bundles.mjs';
import { ROOT } from '../support/run-cli.ts';
import { deployed, EVERYTHING } from './support/deployed.ts';

/** Folder of what is deployed as each function's code, by its name. */
function codeFolders(): ReadonlyMap<string, string> {
  const { app, stack, trailhound } = deployed(EVERYTHING);
  const { directory } = app.synth();
  return new Map(
    Object.entries(trailhound.functions).map(([name, { node }]) => {
      const made = node.findAll().find((child) => child instanceof CfnFunction);
      const { s3Key } = stack.resolve(made?.code) as { readonly s3Key: string };
      return [name, join(directory, `asset.${s3Key.replace('.zip', '')}`)];
    }),
  );
}

describe('what lies beside the functions', () => {
  it('is regular expressions, where the function as it was built asks for them, and nowhere else', () => {
    const folders = codeFolders();
    const needing = readBundles(join(ROOT, 'dist')).filter(({ needsRegex }) => needsRegex);
    const having = [...folders].filter(([, folder]) => existsSync(join(folder, 'regex.cjs')));
    expect(needing.length).toBeGreaterThan(0);
    expect(having.map(([name]) => name).sort()).toEqual(needing.map(({ name }) => name).sort());
    for (const [, folder] of having)
      expect(readFileSync(join(folder, 'regex.cjs'), 'utf8')).toBe('exports.RE2JS = {};\n');
  }, 60_000);
});
