import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { type EpochMs, epochMs } from '#core/time';
import type { Fact } from '#ports/health';
import { everyPage, learn } from './health-learn.ts';

export interface StackFacts {
  readonly name: string;
  readonly status: string;
  readonly outputs: readonly string[];
  /** When it was made or last changed. */
  readonly changedAt: EpochMs;
}

export interface ResourceFacts {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

const MOST_PAGES = 100;

/** Lists the stacks of the account and region. Needs `cloudformation:DescribeStacks`. */
export function learnStacks(cloudformation: CloudFormationClient): Promise<Fact<readonly StackFacts[]>> {
  return learn('cloudformation:DescribeStacks', async () => {
    const pages = await everyPage(
      MOST_PAGES,
      (NextToken: string | undefined) => cloudformation.send(new DescribeStacksCommand({ NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ Stacks = [] }) =>
      Stacks.map(({ StackName = '', StackStatus = '', Outputs = [], CreationTime, LastUpdatedTime }) => ({
        ...{ name: StackName, status: StackStatus },
        changedAt: epochMs((LastUpdatedTime ?? CreationTime)?.getTime() ?? 0),
        outputs: Outputs.map(({ OutputKey = '' }) => OutputKey),
      })),
    );
  });
}

/** Lists what a stack consists of; stacks may have more resources than DescribeStackResources shows. Needs `cloudformation:ListStackResources`. */
export function learnResources(
  cloudformation: CloudFormationClient,
  StackName: string,
): Promise<Fact<readonly ResourceFacts[]>> {
  return learn('cloudformation:ListStackResources', async () => {
    const pages = await everyPage(
      MOST_PAGES,
      (NextToken: string | undefined) =>
        cloudformation.send(new ListStackResourcesCommand({ StackName, NextToken })),
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ StackResourceSummaries = [] }) =>
      StackResourceSummaries.map(
        ({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) => ({
          ...{ logicalId: LogicalResourceId, physicalId: PhysicalResourceId, type: ResourceType },
        }),
      ),
    );
  });
}

/** A subscription filter as the template has it. */
export interface TemplateFilter {
  /** A literal name; nothing where the template refers to something else. */
  readonly logGroup: string | undefined;
  readonly pattern: string | undefined;
}

/** Reads the subscription filters of a stack's template. Needs `cloudformation:GetTemplate`. */
export function learnTemplateFilters(
  cloudformation: CloudFormationClient,
  StackName: string,
): Promise<Fact<readonly TemplateFilter[]>> {
  return learn('cloudformation:GetTemplate', async () => {
    const { TemplateBody = '' } = await cloudformation.send(new GetTemplateCommand({ StackName }));
    const template = parseJson(TemplateBody);
    const resources = template.ok && isObject(template.value) ? template.value['Resources'] : undefined;
    return Object.values(isObject(resources) ? resources : {}).flatMap((resource) => {
      if (!isObject(resource) || resource['Type'] !== 'AWS::Logs::SubscriptionFilter') return [];
      const properties = isObject(resource['Properties']) ? resource['Properties'] : {};
      const { LogGroupName, FilterPattern } = properties;
      return [{ logGroup: textOf(LogGroupName), pattern: textOf(FilterPattern) }];
    });
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
