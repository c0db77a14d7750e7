import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
  type GetTrailStatusCommandOutput,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { ok } from '#core/result';
import { epochMs } from '#core/time';
import type { Fact, ManagementEvents, TrailFacts } from '#ports/health';
import { learn } from './health-learn.ts';

/** Reads what the selectors of a trail let through. */
export type CoverageOf = (
  basic: NonNullable<GetEventSelectorsCommandOutput['EventSelectors']>,
  advanced: NonNullable<GetEventSelectorsCommandOutput['AdvancedEventSelectors']>,
) => ManagementEvents;

/**
 * Looks up the trails that record in a region, those of other home regions and of the organisation too.
 *
 * Needs `cloudtrail:DescribeTrails`, `cloudtrail:GetTrailStatus` and `cloudtrail:GetEventSelectors`.
 */
export function learnTrails(
  clientFor: (region: string) => CloudTrailClient,
  region: string,
  coverageOf: CoverageOf,
): Promise<Fact<readonly Fact<TrailFacts>[]>> {
  return learn('cloudtrail:DescribeTrails', async () => {
    const { trailList = [] } = await clientFor(region).send(
      new DescribeTrailsCommand({ includeShadowTrails: true }),
    );
    return Promise.all(
      trailList.map((trail) => learnTrail(clientFor(trail.HomeRegion ?? region), trail, coverageOf)),
    );
  });
}

async function learnTrail(
  client: CloudTrailClient,
  trail: Trail,
  coverageOf: CoverageOf,
): Promise<Fact<TrailFacts>> {
  const Name = trail.TrailARN ?? trail.Name;
  const status = await learn('cloudtrail:GetTrailStatus', () =>
    client.send(new GetTrailStatusCommand({ Name })),
  );
  if (!status.ok) return status;
  const selectors = await learn('cloudtrail:GetEventSelectors', () =>
    client.send(new GetEventSelectorsCommand({ TrailName: Name })),
  );
  if (!selectors.ok) return selectors;
  const { EventSelectors = [], AdvancedEventSelectors = [] } = selectors.value;
  return ok(trailFacts(trail, status.value, coverageOf(EventSelectors, AdvancedEventSelectors)));
}

function trailFacts(
  { Name, IsMultiRegionTrail, IncludeGlobalServiceEvents }: Trail,
  status: GetTrailStatusCommandOutput,
  management: ManagementEvents,
): TrailFacts {
  const errors = {
    bucket: status.LatestDeliveryError,
    'log group': status.LatestCloudWatchLogsDeliveryError,
  };
  const lastDelivery = status.LatestDeliveryTime?.getTime();
  return {
    name: Name ?? '',
    isMultiRegion: IsMultiRegionTrail === true,
    hasGlobalEvents: IncludeGlobalServiceEvents === true,
    isLogging: status.IsLogging === true,
    deliveryErrors: Object.entries(errors).flatMap(([to, code]) => (code ? [`${code} (${to})`] : [])),
    ...(lastDelivery === undefined ? {} : { lastDelivery: epochMs(lastDelivery) }),
    management,
  };
}
