import { Aws, Duration } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { FunctionSchedules } from './function-schedules.ts';

/**
 * Overwrites a parameter on a schedule, without a function: a real call that CloudTrail records.
 *
 * Its record takes every way that an attacker's would take, and each door says when it has seen it.
 */
export class Heartbeat extends Construct {
  readonly parameter: CfnParameter;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly schedules: FunctionSchedules; readonly everyMinutes: number },
  ) {
    super(scope, id);
    this.parameter = new CfnParameter(this, 'Parameter', {
      type: 'String',
      value: 'not beaten yet',
      description:
        'Overwritten on a schedule: the record of that call shows that Trailhound sees what happens.',
    });
    const name = this.parameter.ref;
    props.schedules.call('Heartbeat', Duration.minutes(props.everyMinutes), {
      arn: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:ssm:putParameter`,
      action: 'ssm:PutParameter',
      resource: `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter/${name}`,
      input: `{"Name":"${name}","Value":"<aws.scheduler.scheduled-time>","Type":"String","Overwrite":true}`,
    });
  }
}
