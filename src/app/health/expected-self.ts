import type { ExpectedSelf } from './watch-self.ts';

/** The settings of `watch-self`, in which an empty list is written as the word `none`. */
export type SelfSettings = Omit<ExpectedSelf, 'deadLetterUrls' | 'heartbeatDoors'> & {
  readonly foreignDoors: readonly string[];
  readonly deadLettersUrl: readonly string[];
};

/** Turns settings into what the deployment should look like. */
export function expectedSelf(settings: SelfSettings): ExpectedSelf {
  const { deployment, alertTopicArn, healthTopicArn, subscribers, watchLogsArn } = settings;
  const { heartbeatMinutes, failuresBucket } = settings;
  const doors = listed(settings.doors);
  return {
    ...{ deployment, alertTopicArn, healthTopicArn, subscribers, watchLogsArn, heartbeatMinutes },
    ...{ failuresBucket, doors, logGroups: listed(settings.logGroups) },
    heartbeatDoors:
      heartbeatMinutes === 0 ? [] : doors.filter((door) => !settings.foreignDoors.includes(door)),
    deadLetterUrls: listed(settings.deadLettersUrl),
  };
}

const listed = (items: readonly string[]): readonly string[] => items.filter((one) => one !== 'none');
