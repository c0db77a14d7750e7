// `npm run try:deploy`: the real `cdk` deploys Trailhound into an AWS emulator on this machine, somebody stops a trail there, and
// the alert is shown as a subscriber gets it. Then it stays, for looking around. Needs no account; nothing leaves the machine.
import { once } from 'node:events';
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { trailStopped } from '../test/e2e/support/calls.ts';
import { ACCOUNT, clientSettings, REGION, ROOT_KEY } from '../test/e2e/support/clients.ts';
import { bootstrap, type Deployed, deploy, STACK } from '../test/e2e/support/deployed.ts';
import { doorsOf } from '../test/e2e/support/doors.ts';
import { phase } from '../test/e2e/support/phases.ts';
import { openSandbox, type Sandbox } from '../test/e2e/support/sandbox.ts';
import { httpSubscriber, type Received } from '../test/e2e/support/subscribers.ts';
import { until } from '../test/e2e/support/until.ts';
import { emulatorObstacle } from './emulator/install.ts';

const ALERT_LIMIT_S = 60;

async function tryIt(sandbox: Sandbox): Promise<Deployed> {
  const trail = await phase('cdk bootstrap', () => bootstrap(sandbox));
  const deployed = await phase('cdk deploy, every source on', () =>
    deploy(sandbox, trail, { settings: { alerts: {} } }),
  );
  await startTrail(sandbox, trail);
  const subscriber = await httpSubscriber(sandbox.clients, deployed.names.alertTopic);
  await doorsOf(deployed).eventbridge([trailStopped('mallory')]);
  const alert = await phase('mallory stops a trail; from there to the alert', () =>
    until('an alert', async () => (await subscriber.received())[0], {
      seconds: ALERT_LIMIT_S,
      witness: async () => sandbox.emulator.output().slice(-3_000),
    }),
  );
  await subscriber.close();
  show(alert);
  return deployed;
}

/** The account's own trail: the emulator writes it to where Trailhound looks, the heartbeat included. */
async function startTrail(
  { control, emulator }: Sandbox,
  trail: Awaited<ReturnType<typeof bootstrap>>,
): Promise<void> {
  const cloudtrail = new CloudTrailClient(clientSettings(emulator.endpoint));
  const Name = 'main-trail';
  await cloudtrail.send(
    new CreateTrailCommand({ Name, S3BucketName: trail.bucket, IsMultiRegionTrail: true }),
  );
  await cloudtrail.send(new StartLoggingCommand({ Name }));
  cloudtrail.destroy();
  await control.startTrail(trail);
  for (const schedule of ['Heartbeat', 'WatchSelf']) await control.fire(schedule);
}

function show({ text }: Received): void {
  const { subject, finding } = JSON.parse(text) as {
    readonly subject: string;
    readonly finding: { readonly summary: string; readonly why: string; readonly runbook: readonly string[] };
  };
  const steps = finding.runbook.map((step, index) => `  ${index + 1}. ${step}`);
  console.log(['', subject, `  ${finding.summary}`, `  ${finding.why}`, ...steps, ''].join('\n'));
}

function lookAround({ sandbox, names }: Deployed): void {
  console.log(`It goes on running until Ctrl-C. In another terminal:

  export AWS_ENDPOINT_URL=${sandbox.emulator.endpoint} AWS_REGION=${REGION} AWS_EC2_METADATA_DISABLED=true
  export AWS_ACCESS_KEY_ID=${ROOT_KEY} AWS_SECRET_ACCESS_KEY=${ROOT_KEY}
  npx trailhound findings list --table ${names.findingsTable} --state-table ${names.stateTable}
  npx trailhound doctor --stack ${STACK}
  aws iam create-user --user-name eve      # if you have the AWS CLI: a finding within a minute, by the event history
  aws logs describe-log-groups             # what the functions say; the account is ${ACCOUNT}
`);
}

// The SDK's notice about Node 20 is for its users, and eight lines long.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const obstacle = emulatorObstacle();
if (obstacle !== undefined) {
  process.stderr.write(`${obstacle}: the emulator needs it\n`);
  process.exit(1);
}
const sandbox = await openSandbox({ iam: process.argv.includes('--iam') });
const leave = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
try {
  const deployed = await tryIt(sandbox);
  if (!process.argv.includes('--once')) {
    lookAround(deployed);
    await leave;
  }
} finally {
  await sandbox.close();
}
