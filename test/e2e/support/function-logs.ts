import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Sandbox } from './sandbox.ts';

const LINES_PER_FUNCTION = 25;
const EMULATOR_LINES = 40;
const PLATFORM = /^(START|END|REPORT) RequestId/;

/** What the functions logged last, and the emulator beneath them: for a person who looks at a failed test. */
export async function functionLogs({ clients, emulator }: Sandbox): Promise<string> {
  const groups = (await clients.logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? [];
  const parts = await Promise.all(
    groups.map(async ({ logGroupName = '' }) => {
      const found = await clients.logs.send(new FilterLogEventsCommand({ logGroupName }));
      const lines = (found.events ?? []).map(({ message = '' }) => message.trimEnd());
      const told = lines
        .filter((line) => line !== '' && !PLATFORM.test(line))
        .map((line) => line.slice(0, 2_000));
      return told.length === 0 ? '' : `== ${logGroupName}\n${told.slice(-LINES_PER_FUNCTION).join('\n')}`;
    }),
  );
  const below = emulator
    .output()
    .split('\n')
    .filter((line) => !/"(GET|POST|PUT|HEAD|DELETE) /.test(line));
  return [...parts.filter(Boolean), '== emulator', ...below.slice(-EMULATOR_LINES)].join('\n');
}

/** Whether any function logged a line with this in it. */
export async function functionsSaid({ clients }: Sandbox, text: string): Promise<boolean> {
  const groups = (await clients.logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? [];
  const found = await Promise.all(
    groups.map(async ({ logGroupName = '' }) =>
      (await clients.logs.send(new FilterLogEventsCommand({ logGroupName }))).events?.some(({ message }) =>
        message?.includes(text),
      ),
    ),
  );
  return found.includes(true);
}
