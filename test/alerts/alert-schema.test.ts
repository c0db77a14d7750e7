import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { summaryMessage } from '#core/alert-summary';
import { alertMessage } from '#core/alert-text';
import type { Finding } from '#core/finding';
import { SEVERITIES } from '#core/severity';
import { hostileText } from '../support/hostile.ts';
import { fc } from '../support/property.ts';
import {
  sampleEvidence,
  sampleFinding,
  sampleLogContext,
  sampleMetricContext,
} from '../support/sample-finding.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0] & object;
const text = readFileSync(new URL('../../docs/reference/alert-schema.json', import.meta.url), 'utf8');
const documented = z.fromJSONSchema(JSON.parse(text) as Schema);
/** The same, but refusing every field that it does not describe: we send none that is undocumented. */
const exact = z.fromJSONSchema(closed(JSON.parse(text)) as Schema);

function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  return 'properties' in node && 'type' in node ? { ...inner, additionalProperties: false } : inner;
}

const problems = (schema: z.ZodType, json: string): unknown =>
  schema.safeParse(JSON.parse(json)).error?.issues ?? [];

const findings: { name: string; given: Partial<Finding> }[] = [
  { name: 'an ordinary finding', given: {} },
  { name: 'a reopened one', given: { alert: { state: 'pending', cause: 'reopened', attempts: 2 } } },
  { name: 'a kind of error in a log', given: { context: sampleLogContext(), windowMinutes: 0 } },
  {
    name: 'a metric that recovered',
    given: {
      context: sampleMetricContext({
        end: '2026-03-01T09:35:00Z',
        low: [1, 1, null, 1],
        high: [40, 40, null, 41],
      }),
      alert: { state: 'pending', cause: 'recovered', attempts: 0, reopened: 1 },
      status: 'closed',
    },
  },
  { name: 'one with every optional field', given: { countCapped: true, timeNote: 'future' } },
  {
    name: 'a bare one',
    given: { evidence: [], techniques: [], runbook: [], summary: '', principal: '', accountId: '' },
  },
  {
    name: 'one that must be cut',
    given: { evidence: Array(60).fill(sampleEvidence({ request: '"'.repeat(9000) })), why: 'x'.repeat(9000) },
  },
];

describe('docs/reference/alert-schema.json', () => {
  it.each(findings)('describes exactly the alert about $name', ({ given }) => {
    const { json } = alertMessage(sampleFinding(given));

    expect(problems(exact, json)).toEqual([]);
  });

  it('describes exactly a summary', () => {
    const many = Array.from({ length: 250 }, (_, at) =>
      sampleFinding({ severity: SEVERITIES[at % 5]!, findingId: `f-${at}` }),
    );

    expect(problems(exact, summaryMessage(many).json)).toEqual([]);
  });

  it('describes alerts about hostile data', () => {
    fc.assert(
      fc.property(hostileText(), hostileText(), (principal, request) => {
        const finding = sampleFinding({
          principal,
          summary: request,
          evidence: [sampleEvidence({ principal, request })],
        });
        expect(problems(exact, alertMessage(finding).json)).toEqual([]);
        expect(problems(exact, summaryMessage([finding]).json)).toEqual([]);
      }),
    );
  });

  it.each([
    { name: 'another version', change: { schema: 'trailhound.alert/2' } },
    { name: 'an unknown severity', change: { severity: 'urgent' } },
    { name: 'a subject of two lines', change: { subject: 'HIGH: a\nb' } },
    { name: 'no finding', change: { finding: undefined } },
  ])('refuses $name', ({ change }) => {
    const alert = { ...JSON.parse(alertMessage(sampleFinding()).json), ...change };

    expect(problems(documented, JSON.stringify(alert))).not.toEqual([]);
  });

  it('lets a receiver pass over fields that a later release adds', () => {
    const alert = { ...JSON.parse(alertMessage(sampleFinding()).json), later: true };

    expect(problems(documented, JSON.stringify(alert))).toEqual([]);
  });
});
