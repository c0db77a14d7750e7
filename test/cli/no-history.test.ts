import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '#adapters/aws/system-clock';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const NAMES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);
let refusal = '';
let server: Server;

/** An AWS that refuses every call with the error of the moment. */
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: refusal, message: 'no' }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await new Promise((done) => server.close(done));
});

describe('an event history of which nothing can be read', () => {
  it.each([
    { error: 'UnrecognizedClientException', hint: 'Are AWS credentials set' },
    { error: 'ExpiredTokenException', hint: 'Are AWS credentials set' },
    { error: 'AccessDeniedException', hint: 'The credentials need cloudtrail:LookupEvents' },
  ])(
    'is one error, and no report or old findings: $error',
    async ({ error, hint }) => {
      refusal = error;
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
