import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { sampleFinding } from '../../test/support/sample-finding.ts';
import { findingChat, summaryChat } from './alert-chat.ts';
import { summaryMessage } from './alert-summary.ts';
import { alertMessage } from './alert-text.ts';

const HOSTILE =
  '<!channel> <@U012AB3CD> @here #general <https://evil.example.com|Sign in> [x](http://e.example.com)';
const deployed = {
  ...{ tableName: 'findings-1', deployed: { stateTable: 'state-1', region: 'eu-west-1' } },
};

describe('the chat message about a finding', () => {
  it('says what, who, from where, when and why, and what to do first', () => {
    expect(findingChat(sampleFinding(), deployed)).toEqual({
      description: [
        'What happened: alice stopped the trail main',
        'Who: alice',
        'From: 198.51.100.7',
        'When: 2026-03-01 09:12:44 UTC to 2026-03-01 09:40:02 UTC',
        'Where: account 123456789012, region eu-west-1',
        'How many: 2 events',
        'Why it matters: Nothing that happens from now on is recorded.',
      ].join('\n'),
      nextSteps: [
        'Start the trail again: aws cloudtrail start-logging --name NAME',
        'Ask alice.',
        'See all of it: npx --no trailhound findings show f-0001 --table findings-1 --state-table state-1 --region eu-west-1',
      ],
      keywords: ['Trailhound', 'high'],
      context: {
        severity: 'high',
        findingId: 'f-0001',
        ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
        accountId: '123456789012',
        region: 'eu-west-1',
      },
      threadId: 'f-0001',
    });
  });

  it('says when it happened again', () => {
    const alert = { state: 'pending', cause: 'reopened', attempts: 0 } as const;
    expect(findingChat(sampleFinding({ alert })).description).toMatch(/^It happened again after/);
  });

  it.each(['principal', 'summary', 'sourceIp', 'accountId', 'region'] as const)(
    'lets nobody mention, link or draw through %s',
    (field) => {
      const { description } = findingChat(sampleFinding({ [field]: `${HOSTILE} :tada:` }));
      expect(description).not.toMatch(/[<>@#`*~]|https?:\/\/|:tada:|\]\(|example\.com/);
    },
  );

  it('shows text of a rule as it is, with angle brackets as entities', () => {
    const finding = sampleFinding({ runbook: ['Run: aws iam get-user --user-name <NAME> & wait'] });
    expect(findingChat(finding).nextSteps[0]).toBe(
      'Run: aws iam get-user --user-name &lt;NAME&gt; &amp; wait',
    );
  });

  it('cuts text of a rule to 300 characters, entities counted and never halved', () => {
    const [step] = findingChat(sampleFinding({ runbook: ['<'.repeat(400)] })).nextSteps;
    expect(step).toBe(`${'&lt;'.repeat(74)}…`);
  });

  it('gives to buttons only what is harmless in a command', () => {
    const { context } = findingChat(
      sampleFinding({ accountId: '1; rm -rf /', region: '$(id)', ruleId: 'title:Odd one' }),
    );
    expect(context).toEqual({ severity: 'high', findingId: 'f-0001' });
  });

  it('has at most 2,800 characters of description, whatever the finding holds', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000 });
    fc.assert(
      fc.property(text, text, text, (principal, summary, why) => {
        const finding = sampleFinding({
          principal,
          summary,
          why,
          sourceIp: summary,
          runbook: Array(40).fill(why),
        });
        const { description, nextSteps } = findingChat(finding);
        expect(description.length).toBeLessThanOrEqual(2_800);
        expect(nextSteps.length).toBeLessThanOrEqual(5);
        expect(nextSteps.every((step) => step.length <= 300)).toBe(true);
        expect(description).not.toMatch(/[<@#]/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the chat message about several findings', () => {
  it('names the first ten, says how many more, and belongs to no thread', () => {
    const many = Array.from({ length: 12 }, (_, n) => sampleFinding({ principal: `user-${n} ${HOSTILE}` }));
    const chat = summaryChat(many, '12 high');
    expect(chat.description.split('\n')).toHaveLength(12);
    expect(chat.description).toMatch(/^How many: 12 high\./);
    expect(chat.description).toMatch(/and 2 more$/);
    expect(chat.description).not.toMatch(/[<>@#]/);
    expect(chat).toMatchObject({ context: {}, nextSteps: ['See all of them: npx trailhound findings list'] });
    expect(chat).not.toHaveProperty('threadId');
  });
});

describe('alerts', () => {
  it('carry region and chat text', () => {
    expect(alertMessage(sampleFinding())).toMatchObject({
      region: 'eu-west-1',
      chat: { threadId: 'f-0001' },
    });
    expect(alertMessage(sampleFinding({ region: '' }))).not.toHaveProperty('region');
  });

  it('of several findings carry a region only when all agree', () => {
    const one = sampleFinding();
    expect(summaryMessage([one, one])).toMatchObject({ region: 'eu-west-1', chat: { context: {} } });
    expect(summaryMessage([one, sampleFinding({ region: 'us-east-1' })])).not.toHaveProperty('region');
  });
});
