import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import type { LogSource } from '#sigma/log-source';
import { buildEngine, type SigmaEvent } from '#sigma/match/engine';

interface Case {
  readonly id: string;
  readonly rule: string;
  readonly event?: SigmaEvent;
  readonly target?: string;
  readonly logsource?: LogSource;
  readonly placeholders?: Record<string, string[]>;
  readonly expected: {
    readonly match?: boolean;
    readonly error?: boolean;
    readonly names?: readonly string[];
    readonly accept?: readonly string[];
  };
  readonly why: string;
}

const FILE = process.env.SIGMA_CASES ?? '../shared/sigma-sample-cases.json';
const present = existsSync(FILE);
const cases: Case[] = present ? JSON.parse(readFileSync(FILE, 'utf8')).cases : [];
const isCorrelation = (one: Case): boolean => /^correlation:/m.test(one.rule);

function outcome(one: Case): { readonly error: string } | { readonly match: boolean } {
  const loaded = loadRules([{ file: 'case.yml', text: one.rule }], { placeholders: one.placeholders ?? {} });
  const bad = loaded.documents.filter((document) => document.state !== 'loaded');
  if (bad.length > 0) return { error: bad.map((document) => document.message).join('\n') };
  const engine = buildEngine(loaded.rules, { indexBy: ['eventName', 'eventSource'] });
  const matched = engine.match(one.event ?? {}, one.logsource);
  const wanted = one.target;
  return { match: wanted === undefined ? matched.length > 0 : matched.some((rule) => rule.title === wanted) };
}

const suite = present ? describe : describe.skip;
suite(`the published sample cases${present ? '' : ' (skipped: the case file is not here)'}`, () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(68);
  });

  it.each(cases.filter((one) => !isCorrelation(one)))('$id: $why', (one) => {
    const got = outcome(one);
    if ('error' in got) {
      expect({
        id: one.id,
        ...got,
        accepted: one.expected.error === true || one.expected.accept?.includes('error') === true,
      }).toMatchObject({ accepted: true });
      for (const name of one.expected.names ?? [])
        expect(got.error.toLowerCase()).toContain(name.toLowerCase());
    } else {
      expect(got).toEqual({ match: one.expected.match });
    }
  });
});
