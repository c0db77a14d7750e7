import type { Evidence, Finding } from '../../src/core/finding.ts';
import type { LogContext, MetricContext } from '../../src/core/finding-context.ts';

/** One event as evidence; give what the test is about. */
export const sampleEvidence = (given: Partial<Evidence> = {}): Evidence => ({
  key: 'aaaaaaaaaaaaaaaa',
  eventId: '11111111-2222-4333-8444-555555555555',
  eventTime: '2026-03-01T09:12:44Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  accountId: '123456789012',
  region: 'eu-west-1',
  principal: 'alice',
  sourceIp: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  errorCode: '',
  request: '{"name":"main"}',
  ...given,
});

export const sampleLogContext = (given: Partial<LogContext> = {}): LogContext => ({
  kind: 'log',
  at: '2026-03-01T09:12:44Z',
  group: '/ecs/shop',
  stream: 'web/7',
  fingerprint: 'abcdefghijklmnop',
  template: 'order <*> could not be charged',
  level: 'error',
  lines: ['INFO charging order 17', 'ERROR order 17 could not be charged'],
  link: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Fshop',
  ...given,
});

export const sampleMetricContext = (given: Partial<MetricContext> = {}): MetricContext => ({
  kind: 'metric',
  at: '2026-03-01T09:40:00Z',
  series: 'AWS/EC2/CPUUtilization{InstanceId=i-1}',
  unit: 'Percent',
  start: '2026-03-01T09:15:00Z',
  peak: 98.726,
  expected: 31,
  score: 0.99,
  step: 300,
  points: [30, 31, null, 98.726],
  ...given,
});

/** A finding whose alert is pending; give what the test is about. */
export const sampleFinding = (given: Partial<Finding> = {}): Finding => ({
  findingId: 'f-0001',
  ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
  ruleTitle: 'CloudTrail trail stopped',
  severity: 'high',
  status: 'open',
  accountId: '123456789012',
  region: 'eu-west-1',
  principal: 'alice',
  sourceIp: '198.51.100.7',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  summary: 'alice stopped the trail main',
  accountDay: '123456789012#2026-03-01',
  firstSeen: '2026-03-01T09:12:44Z',
  lastSeen: '2026-03-01T09:40:02Z',
  count: 2,
  dedupKey: '123456789012|alice',
  windowStart: '2026-03-01T09:00:00Z',
  windowMinutes: 60,
  techniques: ['T1562.008'],
  evidence: [
    sampleEvidence(),
    sampleEvidence({
      key: 'bbbbbbbbbbbbbbbb',
      eventId: '66666666-7777-4888-8999-aaaaaaaaaaaa',
      eventTime: '2026-03-01T09:40:02Z',
      errorCode: 'AccessDenied',
    }),
  ],
  description: 'The record of what happens in the account was switched off.',
  why: 'Nothing that happens from now on is recorded.',
  runbook: ['Start the trail again: aws cloudtrail start-logging --name NAME', 'Ask alice.'],
  falsePositives: ['A trail is being replaced.'],
  references: ['https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html'],
  alert: { state: 'pending', cause: 'new', attempts: 0 },
  notes: [],
  counted: { keys: ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'] },
  createdAt: '2026-03-01T09:45:00Z',
  updatedAt: '2026-03-01T09:45:00Z',
  expiresAt: 1_780_134_300,
  ...given,
});
