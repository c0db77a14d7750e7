import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type DeploymentInput, FUNCTION_NAMES } from '#config/deployment/input';
import { Trailhound, type TrailhoundProps } from '../../../lib/trailhound.ts';

/** Built functions that do nothing: templates are what is looked at here. */
export function emptyBundles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-bundles-'));
  for (const name of FUNCTION_NAMES) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = async () => undefined;\n');
  }
  writeFileSync(join(folder, 'tracing.mjs'), 'export const traced = (_name, handler) => handler;\n');
  writeFileSync(join(folder, 'shipping.mjs'), 'export const shipTo = () => async () => undefined;\n');
  writeFileSync(join(folder, 'regex.cjs'), 'exports.RE2JS = {};\n');
  return folder;
}

export const bundles = emptyBundles();

/** Every source, every kind of bucket. */
export const EVERYTHING = {
  regions: ['eu-central-1'],
  sources: {
    eventHistory: { everyMinutes: 10 },
    logGroups: ['aws-cloudtrail-logs', 'organisation/trail'],
    eventBridge: { readOnlyEvents: 'named' },
    buckets: [
      { name: 'own-trail' },
      { name: 'other-trail', prefix: 'AWSLogs/123456789012/' },
      { name: 'bus-trail', notifications: 'eventBridge' },
      {
        name: 'org-trail',
        prefix: 'AWSLogs/o-abc123/',
        notifications: 'manual',
        accountId: '210987654321',
        keyArn: 'arn:aws:kms:us-east-1:210987654321:key/11111111-2222-3333-4444-555555555555',
      },
      {
        name: 'topic-trail',
        notifications: { topicArn: 'arn:aws:sns:us-east-1:210987654321:trail-news' },
        accountId: '210987654321',
      },
    ],
    reconcile: { everyHours: 12 },
  },
  alerts: { email: ['team@example.com'], chat: true },
  applicationLogs: { groups: ['/ecs/shop'], prefixes: ['/aws/lambda/'], tags: { team: ['shop'] } },
  metrics: { everyMinutes: 10, maxSeries: 50 },
  intake: { auth: 'secret' },
  search: {
    endpoint: 'https://search-shop-abc.us-east-1.es.amazonaws.com',
    resourceArn: 'arn:aws:es:us-east-1:123456789012:domain/shop',
    events: 'all',
  },
  digest: { hour: 5 },
  logging: { level: 'warn', debugSampleRate: 0.1, tracing: true },
} as const satisfies DeploymentInput;

export const WATCHDOG_BUS = 'arn:aws:events:us-east-1:210987654321:event-bus/trailhound-watchdog';

/** A Trailhound in a stack of somebody's own app. */
export function deployed(props: TrailhoundProps = {}, app: App = new App()) {
  const stack = new Stack(app, 'Home');
  const trailhound = new Trailhound(stack, 'Trailhound', { bundles, ...props });
  return {
    ...{ app, stack, trailhound },
    /** Synthesised when it is asked for: that takes most of the time. */
    get template(): Template {
      return Template.fromStack(stack);
    },
  };
}
