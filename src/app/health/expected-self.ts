import type { ExpectedSelf } from './watch-self.ts';

/** The settings of `watch-self`. */
export type SelfSettings = Omit<ExpectedSelf, 'deadLetterUrls' | 'heartbeatDoors'> & {
  readonly foreignDoors: readonly string[];
  readonly deadLettersUrl: readonly string[];
};

/** Turns settings into what the deployment should look like. */
export function expectedSelf(settings: SelfSettings): ExpectedSelf {
  const { deployment, alertTopicArn, healthTopicArn, chatTopicArn, subscribers, watchLogsArn } = settings;
  const { heartbeatMinutes, failuresBucket, doors, logGroups } = settings;
  return {
    ...{
      deployment,
      alertTopicArn,
      healthTopicArn,
      chatTopicArn,
      subscribers,
      watchLogsArn,
      heartbeatMinutes,
    },
    ...{ failuresBucket, doors, logGroups },
    heartbeatDoors:
      heartbeatMinutes === 0 ? [] : doors.filter((door) => !settings.foreignDoors.includes(door)),
    deadLetterUrls: settings.deadLettersUrl,
  };
}
