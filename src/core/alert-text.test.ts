import { describe, expect, it } from '@jest/globals';
import { hostileText } from '../../test/support/hostile.ts';
import { fc } from '../../test/support/property.ts';
import { sampleEvidence, sampleFinding } from '../../test/support/sample-finding.ts';
import { summaryMessage } from './alert-summary.ts';
import { alertMessage } from './alert-text.ts';
import type { Finding } from './finding.ts';
import { SEVERITIES } from './severity.ts';

const SUBJECT = /^(INFORMATIONAL|LOW|MEDIUM|HIGH|CRITICAL): [ -~]{1,95}$/;

describe('alertMessage', () => {
  it('tells a person all there is to know, in order', () => {
    const { subject, text } = alertMessage(sampleFinding(), { tableName: 'trailhound-findings' });

    expect(subject).toBe('HIGH: CloudTrail trail stopped by alice, 123456789012 eu-west-1');
    expect(text).toBe(`HIGH: CloudTrail trail stopped

What happened: alice stopped the trail main
Who: alice
From: 198.51.100.7
When: 2026-03-01 09:12:44 UTC to 2026-03-01 09:40:02 UTC
Where: account 123456789012, region eu-west-1
How many: 2 events
API call: StopLogging of cloudtrail.amazonaws.com
ATT&CK: T1562.008

Why it matters: Nothing that happens from now on is recorded.

What to do first:
1. Start the trail again: aws cloudtrail start-logging --name NAME
2. Ask alice.

See it: npx trailhound findings show f-0001
In DynamoDB: table trailhound-findings, key findingId = f-0001
When you look into it: npx trailhound findings ack f-0001

Evidence:
1. 2026-03-01 09:12:44 UTC | StopLogging | alice | 198.51.100.7 | eu-west-1
   Agent: aws-cli/2.31.0
   Request: {"name":"main"}
   Event: 11111111-2222-4333-8444-555555555555
2. 2026-03-01 09:40:02 UTC | StopLogging | alice | 198.51.100.7 | eu-west-1 | AccessDenied
   Agent: aws-cli/2.31.0
   Request: {"name":"main"}
   Event: 66666666-7777-4888-8999-aaaaaaaaaaaa

Known harmless causes:
- A trail is being replaced.
`);
  });

  it('names deployed tables in every command, and installs nothing by our name outside a checkout', () => {
    const options = { tableName: 'T-Findings', deployed: { stateTable: 'T-State', region: 'eu-west-1' } };
    const where = '--table T-Findings --state-table T-State --region eu-west-1';
    const one = alertMessage(sampleFinding(), options).text;
    const many = summaryMessage([sampleFinding(), sampleFinding({ findingId: 'f-0002' })], options).text;

    expect(one).toContain(`
See it: npx --no trailhound findings show f-0001 ${where}
Note: these commands run in a checkout of Trailhound.
In DynamoDB: table T-Findings, key findingId = f-0001
With the AWS CLI: aws dynamodb get-item --region eu-west-1 --table-name T-Findings --key '{"findingId":{"S":"f-0001"}}'
When you look into it: npx --no trailhound findings ack f-0001 ${where}
`);
    expect(many).toContain(`See it: npx --no trailhound findings list ${where}, or npx --no trailhound`);
  });

  it.each<{ name: string; given: Partial<Finding>; line: string }>([
    { name: 'one event', given: { count: 1 }, line: 'How many: 1 event' },
    {
      name: 'a capped count',
      given: { count: 10_000, countCapped: true },
      line: 'How many: at least 10000 events',
    },
    {
      name: 'one instant',
      given: { lastSeen: '2026-03-01T09:12:44Z' },
      line: 'When: 2026-03-01 09:12:44 UTC',
    },
    { name: 'no caller', given: { principal: '' }, line: 'Who: unknown' },
    { name: 'no summary', given: { summary: '' }, line: 'What happened: alice called StopLogging' },
    {
      name: 'neither summary nor caller',
      given: { summary: '', principal: '' },
      line: 'What happened: CloudTrail trail stopped',
    },
    { name: 'no why', given: { why: '', description: 'Dark.' }, line: 'Why it matters: Dark.' },
    {
      name: 'a recurrence',
      given: { alert: { state: 'pending', cause: 'reopened', attempts: 0 } },
      line: 'Note: it happened again after the finding was closed.',
    },
    {
      name: 'no time',
      given: { timeNote: 'missing', firstSeen: '1970-01-01T00:00:00Z', lastSeen: '1970-01-01T00:00:00Z' },
      line: 'When: 1970-01-01 00:00:00 UTC (an event carried no usable time)',
    },
    { name: 'part of the evidence', given: { count: 90 }, line: 'Evidence (first and newest 2 of 90):' },
    { name: 'no table name', given: {}, line: 'In DynamoDB: the findings table, key findingId = f-0001' },
    {
      name: 'commands and links of the rule, which are the operator’s own',
      given: { runbook: ['Read https://docs.aws.amazon.com/x\n  and run `aws <cmd> *`'] },
      line: '1. Read https://docs.aws.amazon.com/x and run `aws <cmd> *`',
    },
    {
      name: 'a forged line inside a value',
      given: { principal: 'eve\nFrom: 192.0.2.1' },
      line: 'Who: eve\\u000aFrom\\u003a 192.0.2.1',
    },
    {
      name: 'a long value, cut',
      given: { sourceIp: 'x'.repeat(301) },
      line: `From: ${'x'.repeat(300)}… (1 more characters)`,
    },
  ])('words $name', ({ given, line }) => {
    expect(alertMessage(sampleFinding(given)).text.split('\n')).toContain(line);
  });

  it.each(['', ' ', '\u0301'])('has a subject even for a rule titled %j', (ruleTitle) => {
    const { subject } = alertMessage(sampleFinding({ ruleTitle, principal: '', accountId: '', region: '' }));

    expect(subject).toBe('HIGH: unnamed rule');
  });

  it('shortens who before title and place in the subject', () => {
    const finding = sampleFinding({ principal: `assumed-role/Admin/${'s'.repeat(80)}` });

    expect(alertMessage(finding).subject).toBe(
      `HIGH: CloudTrail trail stopped by assumed-role/Admin/${'s'.repeat(19)}..., 123456789012 eu-west-1`,
    );
  });

  it('cuts a flood of evidence at a line, says how much, and keeps what comes before', () => {
    const flood = sampleEvidence({
      userAgent: '\u{10ffff}'.repeat(1000),
      request: '\u{10ffff}'.repeat(1000),
    });
    const { text, json } = alertMessage(sampleFinding({ evidence: Array(50).fill(flood), count: 50 }));
    const lines = text.trimEnd().split('\n');

    expect(lines.at(-1)).toMatch(
      /^Cut: \d+ more lines \(\d+ characters\) did not fit\. npx trailhound findings show f-0001 prints all\.$/,
    );
    expect(text).toContain('\nWhen you look into it: npx trailhound findings ack f-0001\n');
    expect(Buffer.byteLength(JSON.stringify({ text, json }))).toBeLessThan(262_144 - 4096);
  });

  it('carries what filter policies need, and leaves out what is unknown', () => {
    expect(alertMessage(sampleFinding())).toMatchObject({
      severity: 'high',
      kind: 'finding',
      ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
      accountId: '123456789012',
    });
    expect(alertMessage(sampleFinding({ accountId: '' }))).not.toHaveProperty('accountId');
  });
});

/** Every text that comes from a record, hostile. */
const hostileFinding = (): fc.Arbitrary<Finding> =>
  fc.array(hostileText(), { minLength: 16, maxLength: 16 }).map((texts) => {
    const [principal = '', sourceIp = '', eventSource = '', eventName = '', summary = '', ruleTitle = ''] =
      texts;
    const [accountId = '', region = '', eventId = '', userAgent = '', errorCode = '', request = ''] =
      texts.slice(6);
    const [dedupKey = ''] = texts.slice(12);
    const who = { principal, sourceIp, eventSource, eventName, accountId, region };
    const evidence = [sampleEvidence({ ...who, eventId, userAgent, errorCode, request })];
    return sampleFinding({ ...who, summary, ruleTitle, dedupKey, evidence });
  });

/** A body with every value taken out: what may stand at the start of each line. */
// biome-ignore format: one row of patterns
const FRAME = [
  /^HIGH: /, /^$/, /^What happened: /, /^Who: /, /^From: /, /^When: /, /^Where: account /, /^How many: /, /^API call: /,
  /^ATT&CK: /, /^$/, /^Why it matters: /, /^$/, /^What to do first:$/, /^1\. Start /, /^2\. Ask /, /^$/, /^See it: npx /,
  /^In DynamoDB: /, /^When you look into it: npx /, /^$/, /^Evidence \(first and newest 1 of 2\):$/, /^1\. 2026-/,
];
const TAIL = [/^ {3}Event: /, /^$/, /^Known harmless causes:$/, /^- A trail /, /^$/];
const ANY_LABEL =
  /(what happened|who|from|when|where|how many|api call|why it matters|see it|agent|request|event) *:/gi;

describe('an alert about hostile data', () => {
  it('has exactly the lines of ours, whatever the data says', () => {
    fc.assert(
      fc.property(hostileFinding(), (finding) => {
        const { text } = alertMessage(finding);
        const lines = text.split('\n');
        const [{ userAgent = '', request = '' } = {}] = finding.evidence;
        const own = [...FRAME];
        if (userAgent !== '') own.push(/^ {3}Agent: /);
        if (request !== '') own.push(/^ {3}Request: /);
        own.push(...TAIL);
        expect(lines).toHaveLength(own.length);
        for (const [at, line] of lines.entries()) expect(line).toMatch(own[at]!);
        for (const line of lines) {
          expect(line.replace(/^ *[^:]*:/, '').match(ANY_LABEL)).toBeNull();
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });

  it('has a subject that SNS takes and JSON that says the very same values', () => {
    fc.assert(
      fc.property(hostileFinding(), (finding) => {
        const { subject, json } = alertMessage(finding);
        const [{ key: _, ...event } = sampleEvidence()] = finding.evidence;
        expect(subject).toMatch(SUBJECT);
        expect(JSON.parse(json).finding).toMatchObject({
          principal: finding.principal,
          summary: finding.summary,
          evidence: [event],
        });
        expect(json).not.toContain('\n');
      }),
    );
  });

  it('keeps one line a finding and its columns in a summary', () => {
    fc.assert(
      fc.property(fc.array(hostileFinding(), { minLength: 1, maxLength: 5 }), (findings) => {
        const { subject, text } = summaryMessage(findings);
        const named = text.split('\n').filter((line) => line.startsWith('- '));
        expect(subject).toMatch(SUBJECT);
        expect(named).toHaveLength(findings.length);
        for (const line of named) expect(line).toMatch(/^- high \| [^|]* \| [^|]* \| 2 events \| f-0001$/);
      }),
    );
  });
});

describe('summaryMessage', () => {
  const storm = Array.from({ length: 493 }, (_, at) =>
    sampleFinding({
      findingId: `f-${at}`,
      severity: SEVERITIES[4 - Math.floor(at / 200)]!,
      principal: `user-${at}`,
    }),
  );

  it('counts every finding and names the first hundred', () => {
    const { subject, text, severity, kind } = summaryMessage(storm);

    expect(subject).toBe('CRITICAL: 493 findings in one alert (200 critical, 200 high, 93 medium)');
    expect(text).toContain('\nHow many: 200 critical, 200 high, 93 medium\n');
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(100);
    expect(text).toContain('\n- critical | CloudTrail trail stopped | user-0 | 2 events | f-0\n');
    expect(text).toMatch(/\nand 393 more\n$/);
    expect({ severity, kind }).toEqual({ severity: 'critical', kind: 'summary' });
  });

  it('gives machines all counts and twice as many names', () => {
    const document = JSON.parse(summaryMessage(storm).json);

    expect(document).toMatchObject({
      total: 493,
      bySeverity: { critical: 200, high: 200, medium: 93 },
      more: 293,
    });
    expect(document.findings.map((named: Finding) => named.findingId)).toEqual(
      storm.slice(0, 200).map(({ findingId }) => findingId),
    );
  });

  it('keeps an attribute only where all findings agree on it', () => {
    const elsewhere = sampleFinding({ accountId: '210987654321' });

    expect(summaryMessage([sampleFinding(), elsewhere])).toMatchObject({ ruleId: sampleFinding().ruleId });
    expect(summaryMessage([sampleFinding(), elsewhere])).not.toHaveProperty('accountId');
  });

  it('stays within the size of a message when every name is as long and as bad as can be', () => {
    const bad = '\u{10ffff}"\\'.repeat(500);
    const { text, json, subject } = summaryMessage(
      storm.map((finding) => ({ ...finding, ruleTitle: bad, principal: bad, ruleId: bad, region: bad })),
    );

    expect(Buffer.byteLength(JSON.stringify({ text, json, subject }))).toBeLessThan(262_144 - 4096);
    expect(JSON.parse(json)).toMatchObject({ total: 493 });
    expect(text).toMatch(/\nCut: \d+ more lines/);
  });
});
