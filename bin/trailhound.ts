import { App } from 'aws-cdk-lib';
import { stackSettingsIn } from '#config/stack-settings';
import { TrailhoundError } from '#core/errors';
import { TrailhoundStack } from '../lib/trailhound-stack.ts';

const app = new App();
const context: Record<string, unknown> = app.node.getAllContext();
try {
  const settings = stackSettingsIn(context);
  new TrailhoundStack(app, 'Trailhound', {
    settings,
    description: 'Trailhound: findings and alerts from CloudTrail.',
  });
} catch (error) {
  // A mistake in the settings is the user's to mend; where in our code it was noticed does not help.
  if (!(error instanceof TrailhoundError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
