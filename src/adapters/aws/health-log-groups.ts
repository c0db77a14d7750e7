import {
  type CloudWatchLogsClient,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Fact, LogGroupFacts } from '#ports/health';
import { everyPage, learn, orAbsent } from './health-learn.ts';

/** A log group has at most two; more pages are a mistake of the service. */
const MOST_PAGES = 5;

/** Looks up the subscription filters of a log group. Needs `logs:DescribeSubscriptionFilters` on it. */
export function learnLogGroup(
  logs: CloudWatchLogsClient,
  logGroupName: string,
): Promise<Fact<LogGroupFacts>> {
  return learn('logs:DescribeSubscriptionFilters', () =>
    orAbsent<LogGroupFacts>({ exists: false, filters: [] }, async () => {
      const pages = await everyPage(
        MOST_PAGES,
        (nextToken: string | undefined) =>
          logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName, nextToken })),
        ({ nextToken }) => nextToken,
      );
      const filters = pages.flatMap(({ subscriptionFilters = [] }) =>
        subscriptionFilters.map(({ filterName = '', destinationArn = '', filterPattern = '' }) => ({
          ...{ name: filterName, destinationArn, pattern: filterPattern },
        })),
      );
      return { exists: true, filters };
    }),
  );
}
