import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { TrailhoundError } from '#core/errors';
import { trailhoundApp } from '../lib/app/trailhound-app.ts';

const app = new App();
try {
  trailhoundApp(app);
} catch (error) {
  // A mistake in the settings is the user's to mend; where in our code it was noticed does not help.
  if (!(error instanceof TrailhoundError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
