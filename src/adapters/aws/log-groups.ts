import {
  type CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeLogGroupsCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetResourcesCommand,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { fail, ok } from '#core/result';
import type { LogGroups, SubscriptionFilter } from '#ports/log-groups';
import { errorKind } from './error-kind.ts';
import { everyPage } from './health-learn.ts';
import { asked, isAbsent } from './log-groups-calls.ts';

/** 50 log groups a page: more than 10,000 under one prefix are a mistake of the settings. */
const MOST_PAGES = 200;
/** At most two filters a log group. */
const MOST_FILTER_PAGES = 5;
/** Values of a tag in one question (Resource Groups Tagging API Reference, GetResources). */
const MOST_VALUES = 20;

export interface LogGroupClients {
  readonly logs: CloudWatchLogsClient;
  readonly tags: ResourceGroupsTaggingAPIClient;
}

/**
 * Looks up log groups and their subscription filters.
 *
 * Needs `logs:DescribeLogGroups`, `logs:DescribeSubscriptionFilters`, `logs:PutSubscriptionFilter`,
 * `logs:DeleteSubscriptionFilter` and, where tags are asked for, `tag:GetResources`.
 */
export function awsLogGroups({ logs, tags }: LogGroupClients): LogGroups {
  return {
    beginningWith: (prefix) => beginningWith(logs, prefix),
    tagged: (key, values) => tagged(tags, key, values),
    filtersOf: (group) => filtersOf(logs, group),
    putFilter: async (logGroupName, { name, pattern, destinationArn }) => {
      const put = new PutSubscriptionFilterCommand({
        ...{ logGroupName, filterName: name, filterPattern: pattern, destinationArn },
      });
      return asked(`putting a subscription filter on ${logGroupName}`, async () => {
        try {
          await logs.send(put);
          return ok(undefined);
        } catch (cause) {
          if (isAbsent(cause)) return fail('gone');
          if (errorKind(cause) === 'LimitExceededException') return fail('no-slot');
          throw cause;
        }
      });
    },
    removeFilter: (logGroupName, filterName) =>
      asked(`removing a subscription filter from ${logGroupName}`, async () => {
        try {
          await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }));
        } catch (cause) {
          if (!isAbsent(cause)) throw cause;
        }
      }),
  };
}

async function beginningWith(logs: CloudWatchLogsClient, prefix: string): Promise<readonly string[]> {
  const pages = await asked('DescribeLogGroups', () =>
    everyPage(
      MOST_PAGES,
      (nextToken: string | undefined) =>
        logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, nextToken })),
      ({ nextToken }) => nextToken,
    ),
  );
  return pages.flatMap(({ logGroups = [] }) => logGroups.flatMap(({ logGroupName }) => logGroupName ?? []));
}

async function tagged(
  tags: ResourceGroupsTaggingAPIClient,
  key: string,
  values: readonly string[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (let at = 0; at === 0 || at < values.length; at += MOST_VALUES) {
    const Values = values.slice(at, at + MOST_VALUES);
    const pages = await asked('GetResources', () =>
      everyPage(
        MOST_PAGES,
        (PaginationToken: string | undefined) =>
          tags.send(
            new GetResourcesCommand({
              ResourceTypeFilters: ['logs:log-group'],
              TagFilters: [{ Key: key, ...(Values.length > 0 ? { Values } : {}) }],
              ...(PaginationToken === undefined ? {} : { PaginationToken }),
            }),
          ),
        ({ PaginationToken }) => PaginationToken,
      ),
    );
    const found = pages.flatMap(({ ResourceTagMappingList = [] }) => ResourceTagMappingList);
    names.push(...found.flatMap(({ ResourceARN }) => nameInArn(ResourceARN ?? '')));
  }
  return names;
}

/** `arn:aws:logs:us-east-1:123456789012:log-group:/app/web`, with or without `:*` behind it. */
const nameInArn = (arn: string): readonly string[] => {
  const [, name] = /^arn:[\w-]+:logs:[\w-]*:\d*:log-group:([^:]+)/.exec(arn) ?? [];
  return name === undefined ? [] : [name];
};

async function filtersOf(
  logs: CloudWatchLogsClient,
  logGroupName: string,
): Promise<readonly SubscriptionFilter[] | undefined> {
  return asked(`DescribeSubscriptionFilters of ${logGroupName}`, async () => {
    try {
      const pages = await everyPage(
        MOST_FILTER_PAGES,
        (nextToken: string | undefined) =>
          logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName, nextToken })),
        ({ nextToken }) => nextToken,
      );
      return pages.flatMap(({ subscriptionFilters = [] }) =>
        subscriptionFilters.map(({ filterName = '', filterPattern = '', destinationArn = '' }) => ({
          ...{ name: filterName, pattern: filterPattern, destinationArn },
        })),
      );
    } catch (cause) {
      if (isAbsent(cause)) return undefined;
      throw cause;
    }
  });
}
