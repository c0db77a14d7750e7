import { gzipSync } from 'node:zlib';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients } from './clients.ts';
import { type Deployed, namesOf } from './deployed.ts';
import { functionLogs } from './function-logs.ts';
import { SOON_S } from './telemetry.ts';
import { until } from './until.ts';

const MINUTE_MS = 60_000;

/** POSTs newline-delimited JSON, packed, to the function URL, as a shipper does; answers the status. */
export async function postLines(
  { sandbox, output }: Deployed,
  tag: string,
  records: readonly object[],
  secret: string,
): Promise<number> {
  // The emulator takes a function URL as a path, too: its host name would have to be resolved.
  const [id = ''] = new URL(output('IntakeUrl')).host.split('.');
  const answered = await fetch(`${sandbox.emulator.endpoint}/_aws/lambda-url/${id}/${tag}`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' },
      'content-encoding': 'gzip',
    },
    body: gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  });
  await answered.arrayBuffer();
  return answered.status;
}

/** The secret that senders show at present. */
export async function intakeToken({ sandbox, output }: Deployed): Promise<string> {
  const ask = new GetSecretValueCommand({ SecretId: output('IntakeSecret') });
  return (await sandbox.clients.secrets.send(ask)).SecretString ?? '';
}

/** Puts CPU figures of one instance, each by how many minutes ago its minute began. */
export async function putCpu(
  { metrics }: Clients,
  instance: string,
  now: number,
  values: Readonly<Record<number, number>>,
): Promise<void> {
  const MetricData = Object.entries(values).map(([minutesAgo, Value]) => ({
    ...{ MetricName: 'CPUUtilization', Unit: 'Percent' as const, Value },
    ...{ Dimensions: [{ Name: 'InstanceId', Value: instance }] },
    Timestamp: new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS - Number(minutesAgo) * MINUTE_MS),
  }));
  await metrics.send(new PutMetricDataCommand({ Namespace: 'AWS/EC2', MetricData }));
}

/** Waits for the first document of an index that a query finds; answers it as JSON. */
export const searched = ({ sandbox }: Deployed, server: URL, index: string, query: string): Promise<string> =>
  until(
    `a document in ${index} with ${query}`,
    async () => {
      const url = new URL(`/${index}/_search?q=${encodeURIComponent(query)}`, server);
      const answered = (await (await fetch(url)).json()) as { hits?: { hits?: readonly unknown[] } };
      const [first] = answered.hits?.hits ?? [];
      return first === undefined ? undefined : JSON.stringify(first);
    },
    { seconds: SOON_S, witness: () => functionLogs(sandbox) },
  );

/** Every report in the bucket: key -> text. */
export async function reportsOf({
  sandbox,
  output,
}: Deployed): Promise<Readonly<Record<'html' | 'md' | 'json', string>>> {
  const { s3 } = sandbox.clients;
  const Bucket = output('ReportsBucket');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const texts = await Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return [Key.split('.').at(-1), await Body?.transformToString()] as const;
    }),
  );
  return Object.fromEntries(texts) as Record<'html' | 'md' | 'json', string>;
}

/** Invokes a function as a schedule does whose event this is; answers what it returned. */
export async function invoke(deployed: Deployed, part: string, event: object): Promise<unknown> {
  const [FunctionName] = namesOf(deployed, 'AWS::Lambda::Function', part);
  const asked = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { Payload } = await deployed.sandbox.clients.functions.send(asked);
  return JSON.parse(Payload?.transformToString() ?? '');
}
