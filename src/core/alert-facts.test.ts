import { describe, expect, it } from '@jest/globals';
import { sampleFinding, sampleLogContext, sampleMetricContext } from '../../test/support/sample-finding.ts';
import { alertMessage } from './alert-text.ts';

describe('alert about a kind of error', () => {
  const finding = sampleFinding({
    context: sampleLogContext(),
    summary: 'a new error in /ecs/shop',
    principal: '/ecs/shop',
  });

  it('shows log group, template, the lines around it and where to look', () => {
    const { text } = alertMessage(finding);
    expect(text).toContain(
      'Where: log group /ecs/shop, stream web/7, account 123456789012, region eu-west-1\n',
    );
    expect(text).toContain('Template: order ‹∗› could not be charged (kind abcdefghijklmnop)\n');
    expect(text).toContain(
      'First lines:\n   INFO charging order 17\n   ERROR order 17 could not be charged\n',
    );
    expect(text).toContain(
      'In the console: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#',
    );
    expect(text).not.toContain('API call:');
  });

  it.each([
    { name: 'a foreign host', link: 'https://evil.example.com/console.aws.amazon.com/' },
    { name: 'a host that looks like ours', link: 'https://console.aws.amazon.com.evil.example.com/x' },
    { name: 'a new line', link: 'https://eu-west-1.console.aws.amazon.com/x\nWho: root' },
  ])('prints a link to $name as text that nothing follows', ({ link }) => {
    const { text } = alertMessage(sampleFinding({ context: sampleLogContext({ link }) }));
    expect(text).not.toContain('https://');
    expect(text.split('\n')).not.toContain('Who: root');
  });

  it('lets no line of the log pass for one of its own', () => {
    const { text } = alertMessage(
      sampleFinding({ context: sampleLogContext({ lines: ['x\nMetric: 1', 'Value: 2'] }) }),
    );
    expect(text).not.toMatch(/^ *(Metric|Value):/m);
  });
});

describe('alert about a metric', () => {
  it('shows value, expectation, duration and a chart', () => {
    const { text, chat } = alertMessage(sampleFinding({ context: sampleMetricContext() }));
    expect(text).toContain('Metric: AWS/EC2/CPUUtilization{InstanceId=i-1}\n');
    expect(text).toContain('Value: 98.73 Percent at its worst, expected about 31 Percent\n');
    expect(text).toContain('How long: 2026-03-01 09:15:00 UTC to now, it lasts\n');
    expect(text).toContain('Chart: ▁▁ █ (4 points of 300 s, the newest last)\n');
    expect(chat.description).toContain('Value: 98.73 at its worst, expected about 31\n');
  });

  it('says in the subject that it is over', () => {
    const alert = { state: 'pending', cause: 'recovered', attempts: 0, reopened: 1 } as const;
    const context = sampleMetricContext({ end: '2026-03-01T09:35:00Z' });
    const told = alertMessage(sampleFinding({ context, alert, status: 'closed', ruleTitle: 'CPU is high' }));
    expect(told.subject).toMatch(/^HIGH: Recovered: CPU is high/);
    expect(told.text).toContain('Note: it is over; the finding was closed by itself.');
    expect(JSON.parse(told.json)).toMatchObject({
      cause: 'recovered',
      finding: { context: { kind: 'metric' } },
    });
  });
});
