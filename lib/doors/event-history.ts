import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { triageFunction } from './triage-door.ts';

/** CloudTrail's event history on a schedule; also hours later, for what the other doors missed. */
export class EventHistoryDoor extends Construct {
  readonly detector: DetectorFunction;

  constructor(scope: Construct, id: string, props: { readonly shared: SharedParts }) {
    super(scope, id);
    const { settings, delivery, schedules } = props.shared;
    const { eventHistory, reconcile } = settings.sources;
    const regions = [Stack.of(this).region, ...settings.regions];
    const collect = triageFunction(this, 'CollectCloudtrail', props.shared, {
      name: 'collect-cloudtrail',
      description: 'Reads the CloudTrail event history and writes findings.',
      environment: { TRAILHOUND_REGIONS: [...new Set(regions)].join(',') },
    });
    collect.allow(['cloudtrail:LookupEvents'], ['*']);
    collect.acknowledgeWildcard(
      'Resource::*',
      'LookupEvents has no resource-level permissions (Service Authorization Reference, AWS CloudTrail).',
    );
    collect.keepFailures(delivery.failures);
    if (eventHistory) schedules.wake('Collect', Duration.minutes(eventHistory.everyMinutes), collect);
    if (reconcile) {
      schedules.wake('Reconcile', Duration.hours(reconcile.everyHours), collect, { mode: 'reconcile' });
    }
    this.detector = collect;
  }
}
