import { describe, expect, it } from '@jest/globals';
import { systemClock } from '#adapters/aws/system-clock';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { refusingAws } from '../support/refusing-aws.ts';
import { runCli } from '../support/run-cli.ts';

const aws = refusingAws();

describe('an event history of which nothing can be read', () => {
  it.each([
    { error: 'UnrecognizedClientException', hint: 'Are AWS credentials set' },
    { error: 'ExpiredTokenException', hint: 'Are AWS credentials set' },
    { error: 'AccessDeniedException', hint: 'The credentials need cloudtrail:LookupEvents' },
  ])(
    'is one error, and no report or old findings: $error',
    async ({ error, hint }) => {
      aws.refusal = error;
      const cwd = folderWith({ 'a.json': jsonLines([sampleRecord()]), 'r.yml': sampleRule() });
      const rules = ['--no-builtin', '--rules', 'r.yml'];
      expect((await runCli(['replay', 'a.json', ...rules], { cwd })).code).toBe(EXIT.ok);

      for (const argv of [
        ['collect', '--since', '1d', '--region', 'eu-central-1', ...rules],
        ['report', 'console-login', '--aws', '--from', '1d'],
      ]) {
        const { code, out, err } = await runCli(argv, { cwd, clock: systemClock });
        expect({ code, out }).toEqual({ code: EXIT.error, out: '' });
        const errors = err.split('\n').filter((line) => /error|LookupEvents/.test(line));
        expect(errors).toEqual([
          expect.stringMatching(/^error: no region could be read: us-east-1, .*TH_TRAIL_READ\)$/),
        ]);
        expect(errors[0]).toContain(`LookupEvents failed with ${error}. ${hint}`);
      }
    },
    30_000,
  );
});
