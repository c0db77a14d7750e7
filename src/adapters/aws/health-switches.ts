import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ListSchedulesCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { AlarmFacts, Fact, SwitchFacts } from '#ports/health';
import { everyPage, learn, orAbsent } from './health-learn.ts';

/** DescribeAlarms takes 100 names. */
const NAMES_AT_ONCE = 100;
const MOST_PAGES = 10;

/** Looks alarms up by name. Needs `cloudwatch:DescribeAlarms`. */
export function learnAlarms(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
): Promise<Fact<readonly AlarmFacts[]>> {
  return learn('cloudwatch:DescribeAlarms', async () => {
    const found: AlarmFacts[] = [];
    for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
      const AlarmNames = names.slice(at, at + NAMES_AT_ONCE);
      const describe = new DescribeAlarmsCommand({
        AlarmNames,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      });
      const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(describe);
      for (const { AlarmName = '', StateValue = '', StateReason = '' } of [
        ...MetricAlarms,
        ...CompositeAlarms,
      ])
        found.push({ name: AlarmName, state: StateValue, reason: StateReason });
    }
    return found;
  });
}

/** Looks a schedule up by its name, whatever its group. Needs `scheduler:ListSchedules`. */
export function learnSchedule(scheduler: SchedulerClient, name: string): Promise<Fact<SwitchFacts>> {
  return learn('scheduler:ListSchedules', async () => {
    const pages = await everyPage(
      MOST_PAGES,
      (NextToken: string | undefined) =>
        scheduler.send(new ListSchedulesCommand({ NamePrefix: name, NextToken })),
      ({ NextToken }) => NextToken,
    );
    const found = pages.flatMap(({ Schedules = [] }) => Schedules).find(({ Name }) => Name === name);
    return { name, exists: found !== undefined, isOn: found?.State === 'ENABLED' };
  });
}

/** Looks a rule up by its physical id: a name, or `bus|name` on a bus of its own. Needs `events:DescribeRule`. */
export function learnRule(events: EventBridgeClient, id: string): Promise<Fact<SwitchFacts>> {
  const [first = '', second] = id.split('|');
  const request = second === undefined ? { Name: first } : { Name: second, EventBusName: first };
  return learn('events:DescribeRule', () =>
    orAbsent<SwitchFacts>({ name: id, exists: false, isOn: false }, async () => {
      const { State = '' } = await events.send(new DescribeRuleCommand(request));
      // There are two ways to be on: with and without read-only management events.
      return { name: id, exists: true, isOn: State.startsWith('ENABLED') };
    }),
  );
}
