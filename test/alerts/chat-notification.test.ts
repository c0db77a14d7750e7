import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { chatNotification } from '#adapters/aws/sns-chat-sink';
import { summaryMessage } from '#core/alert-summary';
import { alertMessage } from '#core/alert-text';
import { sampleEvidence, sampleFinding } from '../support/sample-finding.ts';

const text = (max: number) => z.string().min(1).max(max);

/**
 * The format as its documentation describes it, with limits of our own where it names none. Strict, because what it does
 * not know is dropped without a word.
 */
const NOTIFICATION = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: text(250),
    description: text(2_800),
    nextSteps: z.array(text(300)).min(1).max(10).optional(),
    keywords: z.array(text(75)).min(1).max(10).optional(),
  }),
  metadata: z.strictObject({
    threadId: text(250).optional(),
    summary: text(250),
    eventType: z.string().regex(/^[a-zA-Z0-9-]{1,100}$/),
    additionalContext: z
      .record(z.string().regex(/^[\w-]{1,100}$/), z.string().regex(/^[!-~]{1,256}$/))
      .refine((context) => Object.keys(context).length > 0)
      .optional(),
  }),
});

const bad = '"\\\u{10ffff}\u0001<!here> '.repeat(4000);
const worst = sampleFinding({
  ...{
    principal: bad,
    summary: bad,
    ruleId: bad,
    accountId: bad,
    ruleTitle: bad,
    region: bad,
    sourceIp: bad,
  },
  ...{ why: bad, description: bad, runbook: Array(50).fill(bad), falsePositives: [bad] },
  evidence: Array(40).fill(sampleEvidence({ userAgent: bad, request: bad })),
});
const empty = sampleFinding({
  ...{ principal: '', summary: '', ruleId: '', accountId: '', ruleTitle: '', region: '', sourceIp: '' },
  ...{ why: '', description: '', runbook: [], falsePositives: [], evidence: [] },
});

describe('chatNotification', () => {
  it.each([
    { name: 'a finding', message: alertMessage(sampleFinding()) },
    { name: 'the worst that a finding can hold', message: alertMessage(worst) },
    { name: 'a finding that says nothing', message: alertMessage(empty) },
    { name: 'a summary', message: summaryMessage(Array(300).fill(sampleFinding())) },
    { name: 'a summary of the worst', message: summaryMessage(Array(300).fill(worst)) },
    {
      name: 'a message that nobody wrote for chat',
      message: { subject: 's', text: 't', json: '{}', severity: 'low', kind: 'finding' } as const,
    },
  ])('makes of $name what the format allows', ({ message }) => {
    const notification = chatNotification(message);
    expect(NOTIFICATION.safeParse(notification).error?.issues ?? []).toEqual([]);
    // SNS takes 262,144 bytes.
    expect(Buffer.byteLength(JSON.stringify(notification))).toBeLessThan(60_000);
  });

  it('lets nobody draw a picture or link a channel, in the title either', () => {
    const { content, metadata } = chatNotification(
      alertMessage(sampleFinding({ principal: ':white_check_mark: settled #general' })),
    );
    for (const shown of [content.title, content.description, metadata.summary]) {
      expect(shown).toContain('white_check_mark');
      expect(shown).not.toMatch(/:white_check_mark:|#general/);
    }
  });

  it('begins with the severity and keeps what belongs to one finding in one thread', () => {
    expect(chatNotification(alertMessage(sampleFinding()))).toMatchObject({
      content: { title: 'HIGH: CloudTrail trail stopped by alice, 123456789012 eu-west-1' },
      metadata: {
        threadId: 'f-0001',
        eventType: 'TrailhoundFinding',
        additionalContext: { findingId: 'f-0001', severity: 'high' },
      },
    });
    const summary = chatNotification(summaryMessage([sampleFinding()]));
    expect(summary.metadata).toEqual({
      ...{ eventType: 'TrailhoundSummary', summary: 'HIGH: 1 findings in one alert (1 high)' },
    });
  });
});
