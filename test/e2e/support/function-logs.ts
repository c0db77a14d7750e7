import { DescribeLogGroupsCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Clients } from './clients.ts';
import type { Sandbox } from './sandbox.ts';

const LINES_PER_FUNCTION = 25;
const EMULATOR_LINES = 40;
const PLATFORM = /^(START|END|REPORT) RequestId/;

/** What the functions logged last, and the emulator beneath them: for a person who looks at a failed test. */
export async function functionLogs({ clients, emulator }: Sandbox): Promise<string> {
  const groups = (await clients.logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? [];
  const parts = await Promise.all(
    groups.map(async ({ logGroupName = '' }) => {
      const lines = (await linesIn(clients, logGroupName)).map((line) => line.trimEnd());
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
      (await linesIn(clients, logGroupName)).some((line) => line.includes(text)),
    ),
  );
  return found.includes(true);
}

async function linesIn({ logs: client }: Clients, logGroupName: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName }))
    lines.push(...events.map(({ message = '' }) => message));
  return lines;
}
