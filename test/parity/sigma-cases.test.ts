import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import { readCaseFile } from '#sigma/verify/read-case-file';
import { verifyCases } from '#sigma/verify/verify-cases';

const FILE = process.env.SIGMA_CASES ?? '../shared/sigma-sample-cases.json';
const present = existsSync(FILE);
const file = readCaseFile(
  present ? JSON.parse(readFileSync(FILE, 'utf8')) : { format: 'sigma-cases/1', cases: [] },
);
const cases = file.ok ? file.value.cases : [];

const suite = present ? describe : describe.skip;
suite(`the published sample cases${present ? '' : ' (skipped: the case file is not here)'}`, () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(68);
  });

  it.each(cases.map(({ id, why }) => ({ id, why })))('$id: $why', ({ id }) => {
    const [verdict] = verifyCases(
      cases.filter((one) => one.id === id),
      () => performance.now(),
    );
    expect(verdict).toMatchObject({ passed: true });
  });
});
