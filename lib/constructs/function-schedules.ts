import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DetectorFunction } from './detector-function.ts';
import { KEY_ACTIONS } from './key-grants.ts';

export interface FunctionSchedulesProps {
  /** Takes the calls that EventBridge Scheduler could not make. */
  readonly deadLetters: Queue;
  readonly key: IKey | undefined;
}

/** What a schedule calls: something with an ARN, and what has to be allowed for it. */
interface ScheduledCall {
  readonly arn: string;
  readonly action: string;
  readonly resource: string;
  readonly input: string;
}

/** All schedules of one Trailhound: one group, so that its metrics are their sum, and one role that may call their targets. */
export class FunctionSchedules extends Construct {
  readonly group: CfnScheduleGroup;
  private readonly role: Role;
  private readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FunctionSchedulesProps) {
    super(scope, id);
    this.deadLetters = props.deadLetters;
    this.group = new CfnScheduleGroup(this, 'Group');
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': this.group.attrArn },
        },
      }),
    });
    this.allow('sqs:SendMessage', this.deadLetters.queueArn);
    if (props.key !== undefined) {
      const key = props.key.keyArn;
      for (const action of KEY_ACTIONS) this.allow(action, key);
    }
  }

  /** Wakes a function; `input` is its event. */
  wake(
    id: string,
    rate: Duration,
    target: DetectorFunction,
    input: Readonly<Record<string, string>> = {},
  ): CfnSchedule {
    const arn = target.function.functionArn;
    return this.call(id, rate, {
      arn,
      action: 'lambda:InvokeFunction',
      resource: arn,
      input: JSON.stringify(input),
    });
  }

  /** Wakes a function every day at an hour, UTC. */
  wakeDaily(id: string, hour: number, target: DetectorFunction): void {
    const arn = target.function.functionArn;
    this.schedule(id, `cron(0 ${hour} * * ? *)`, {
      arn,
      action: 'lambda:InvokeFunction',
      resource: arn,
      // When it was due, not when it ran: a retry in another hour must mean the same day.
      input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
    });
  }

  /** Calls on a schedule, in rates of whole minutes. */
  call(id: string, rate: Duration, call: ScheduledCall): CfnSchedule {
    const minutes = rate.toMinutes();
    return this.schedule(id, minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`, call);
  }

  private schedule(id: string, scheduleExpression: string, call: ScheduledCall): CfnSchedule {
    this.allow(call.action, call.resource);
    const schedule = new CfnSchedule(this, id, {
      groupName: this.group.ref,
      scheduleExpression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: call.arn,
        roleArn: this.role.roleArn,
        input: call.input,
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: Duration.hours(1).toSeconds() },
      },
    });
    // A schedule is refused while its role may not call its target yet.
    schedule.node.addDependency(this.role);
    return schedule;
  }

  private allow(action: string, resource: string): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
}
