import { Annotations, type App, DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';
import type { DeploymentSettings } from '#config/deployment/defaults';
import { TrailhoundError } from '#core/errors';
import { TrailhoundForwarderStack } from '../forwarder-stack.ts';
import { TrailhoundStack } from '../trailhound-stack.ts';
import { TrailhoundWatchdogStack } from '../watchdog-stack.ts';
import { readGivenSettings } from './read-settings.ts';

/** Letters, digits and hyphens, at most 128, a letter first (CloudFormation User Guide, "Stack name"). */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;
const BUS_ARN = /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256}$/;

interface Environment {
  readonly account: string;
  readonly region: string;
}

/**
 * Fills a CDK app with the home stack, and with a forwarder for every other region where EventBridge is a source.
 *
 * Context: `config` names the settings file, `stackName` the home stack, `watchdogBusArn` the bus of a watchdog in another
 * account; `templates` adds the watchdog and a forwarder as templates that need no CDK where they are deployed. Throws
 * `TH_SETTINGS_REFUSED` and what `Trailhound` throws.
 */
export function trailhoundApp(app: App): TrailhoundStack {
  const { input, basePath } = readGivenSettings(app);
  const stackName = contextText(app, 'stackName', STACK_NAME, 'letters, digits and hyphens, a letter first');
  const watchdogBusArn = contextText(app, 'watchdogBusArn', BUS_ARN, 'the ARN of an event bus');
  const env = environment();
  const home = new TrailhoundStack(app, 'Trailhound', {
    ...input,
    basePath,
    ...(stackName === undefined ? {} : { stackName }),
    ...(env === undefined ? {} : { env }),
    ...(watchdogBusArn === undefined ? {} : { watchdogBusArn }),
  });
  const { settings } = home.trailhound;
  if (settings.sources.eventBridge) addForwarders(app, home, settings, env);
  if (app.node.tryGetContext('templates') !== undefined) addTemplates(app, home, settings);
  return home;
}

/** The account and region that the CDK command line works with; nothing without credentials. */
function environment(): Environment | undefined {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account === undefined || region === undefined ? undefined : { account, region };
}

/** EventBridge tells of the calls of its own region only. */
function addForwarders(
  app: App,
  home: TrailhoundStack,
  settings: DeploymentSettings,
  env: Environment | undefined,
): void {
  const { forwardedBus, pushDown } = home.trailhound;
  if (forwardedBus === undefined) return;
  if (env === undefined) {
    Annotations.of(home).addWarningV2(
      'trailhound:no-forwarders',
      `No forwarders for ${settings.regions.join(', ')}: their stacks need to know the account. Use AWS credentials of it, or set CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION.`,
    );
    return;
  }
  for (const region of settings.regions.filter((one) => one !== env.region)) {
    const forwarder = new TrailhoundForwarderStack(app, `Trailhound-forwarder-${region}`, {
      env: { account: env.account, region },
      stackName: `${home.stackName}-forwarder`,
      pushDown,
      readOnlyEvents: settings.sources.eventBridge?.readOnlyEvents ?? 'none',
      busArn: home.formatArn({
        service: 'events',
        resource: 'event-bus',
        resourceName: home.trailhound.forwardedBusName,
      }),
    });
    forwarder.addStackDependency(home);
  }
}

/** Templates for StackSets and for accounts without CDK: what they need to know are parameters. */
function addTemplates(app: App, home: TrailhoundStack, settings: DeploymentSettings): void {
  // CDK's own types disagree about a property that may be undefined.
  const synthesizer = () =>
    new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as unknown as IStackSynthesizer;
  new TrailhoundWatchdogStack(app, 'TrailhoundWatchdog', { synthesizer: synthesizer() });
  new TrailhoundForwarderStack(app, 'TrailhoundForwarder', {
    synthesizer: synthesizer(),
    pushDown: home.trailhound.pushDown,
    readOnlyEvents: settings.sources.eventBridge?.readOnlyEvents ?? 'none',
  });
}

function contextText(app: App, name: string, form: RegExp, expected: string): string | undefined {
  const given: unknown = app.node.tryGetContext(name);
  if (given === undefined || (typeof given === 'string' && form.test(given))) return given;
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    `${name}: found ${JSON.stringify(given)}, expected ${expected} (-c ${name}=…)`,
  );
}
