import { App } from 'aws-cdk-lib';
import { readStackSettings } from '#config/stack-settings';
import { TrailhoundStack } from '../lib/trailhound-stack.ts';

const PREFIX = 'trailhound.';

const app = new App();
const context: Record<string, unknown> = app.node.getAllContext();
const own = Object.entries(context).filter(([name]) => name.startsWith(PREFIX));
const settings = readStackSettings(
  Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value])),
);
new TrailhoundStack(app, 'Trailhound', {
  settings,
  description: 'Trailhound: findings and alerts from CloudTrail.',
});
