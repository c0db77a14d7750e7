import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { PlainItem } from '../../support/table-dump.ts';
import { ACCOUNT, type Clients, REGION } from './clients.ts';
import { type Deployed, type DeployedNames, namesOf } from './deployed.ts';
import { functionLogs } from './function-logs.ts';
import type { Received, Subscriber } from './subscribers.ts';
import { findingItems, stateItems } from './table.ts';
import { until } from './until.ts';

/** Log groups of applications, by how Trailhound is told of them; both slots of the last one are taken. */
export const APP_GROUPS = {
  named: '/shop/orders',
  beginning: '/app/payments',
  tagged: 'basket',
  full: '/app/legacy',
} as const;
/** Beginning of the name of a filter of ours. */
export const OUR_FILTER = 'Trailhound application logs';
const FOREIGN = ['siem', 'archive'] as const;
/** From what happened to its finding and alert, cold starts on a busy machine included. */
export const SOON_S = 50;

/** What `trailhound.yml` says: every kind of telemetry on, and of CloudTrail the log group alone. */
export const telemetrySettings = ({ logGroup }: Pick<DeployedNames, 'logGroup'>, secretArn: string) => ({
  sources: { eventHistory: false, reconcile: false, logGroups: [logGroup] },
  heartbeat: false,
  applicationLogs: {
    groups: [APP_GROUPS.named],
    prefixes: ['/app/'],
    tags: { team: ['shop'] },
  },
  metrics: {
    watches: [
      {
        ...{ id: 'cpu', title: 'EC2 CPU', namespace: 'AWS/EC2', names: ['CPUUtilization'] },
        ...{ periodSeconds: 60, baseline: false, severity: 'high', unit: 'Percent' },
        thresholds: [{ above: 90, for: '3/3', clear: 80 }],
      },
    ],
  },
  intake: { auth: 'secret' },
  // Replaced in the function itself: of a person no plain HTTP is taken.
  search: { endpoint: 'https://search.example.com', auth: 'basic', secretArn, events: 'all' },
  digest: { hour: 6 },
});

/** Keeps name and password for the search server; answers the secret's ARN. */
export async function makeSearchLogin({ secrets }: Clients): Promise<string> {
  const SecretString = JSON.stringify({ username: 'trailhound', password: 'of-a-test' });
  return (await secrets.send(new CreateSecretCommand({ Name: 'search-login', SecretString }))).ARN ?? '';
}

/** Makes the groups, as they are before Trailhound comes. */
export async function makeAppGroups({ logs }: Clients): Promise<void> {
  for (const logGroupName of Object.values(APP_GROUPS)) {
    const tags = logGroupName === APP_GROUPS.tagged ? { team: 'shop' } : { team: 'other' };
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags }));
  }
  for (const filterName of FOREIGN) {
    const destinationArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${filterName}`;
    const put = { logGroupName: APP_GROUPS.full, filterName, filterPattern: '', destinationArn };
    await logs.send(new PutSubscriptionFilterCommand(put));
  }
}

/** Names of the subscription filters on each of the groups. */
export async function filtersOnGroups({
  logs,
}: Clients): Promise<Readonly<Record<string, readonly string[]>>> {
  const found = await Promise.all(
    Object.values(APP_GROUPS).map(async (logGroupName) => {
      const { subscriptionFilters = [] } = await logs.send(
        new DescribeSubscriptionFiltersCommand({ logGroupName }),
      );
      return [logGroupName, subscriptionFilters.map(({ filterName = '' }) => filterName).sort()] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** Puts a batch into a new or known stream, one line an event; the last one is of `at`. */
export async function putLines(
  { logs }: Clients,
  logGroupName: string,
  logStreamName: string,
  lines: readonly string[],
  at: number = Date.now(),
): Promise<void> {
  const place = { logGroupName, logStreamName };
  await logs.send(new CreateLogStreamCommand(place)).catch((error: Error) => {
    if (error.name !== 'ResourceAlreadyExistsException') throw error;
  });
  const logEvents = lines.map((message, index) => ({ message, timestamp: at - lines.length + 1 + index }));
  await logs.send(new PutLogEventsCommand({ ...place, logEvents }));
}

/** Streams of which the beginning of an error waits for its rest. */
export const heldStreams = async (deployed: Deployed): Promise<number> =>
  (await stateItems(deployed, 'log-join')).length;

/** Changes the environment of a deployed function, as `aws lambda update-function-configuration` does. */
export async function tellFunction(
  deployed: Deployed,
  part: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { functions } = deployed.sandbox.clients;
  const [FunctionName] = namesOf(deployed, 'AWS::Lambda::Function', part);
  const { Environment } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, ...environment };
  await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
}

/** Waits for the findings of a rule that have this in them. */
export const findingOf = (
  deployed: Deployed,
  ruleId: string,
  part: string,
  isIt: (finding: PlainItem) => boolean = () => true,
): Promise<PlainItem> =>
  until(
    `a finding of ${ruleId} about ${part}`,
    async () =>
      (await findingItems(deployed)).find(
        (item) => item['ruleId'] === ruleId && JSON.stringify(item).includes(part) && isIt(item),
      ),
    { seconds: SOON_S, witness: () => functionLogs(deployed.sandbox) },
  );

/** Waits for the first message with all of this in it. */
export const alertWith = (
  deployed: Deployed,
  subscriber: Subscriber,
  ...parts: readonly string[]
): Promise<Received> =>
  until(
    `an alert with ${parts.join(', ')}`,
    async () =>
      (await subscriber.received()).find(({ subject, text }) =>
        parts.every((part) => `${subject}\n${text}`.includes(part)),
      ),
    {
      seconds: SOON_S,
      witness: async () =>
        [
          ...(await subscriber.received()).map(({ subject, text }) => `${subject}: ${text.slice(0, 500)}`),
          await functionLogs(deployed.sandbox),
        ].join('\n'),
    },
  );
