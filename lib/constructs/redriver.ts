import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DetectorFunction } from './detector-function.ts';
import { listed } from './listed.ts';
import type { SharedParts } from './shared-parts.ts';

export interface RedriverProps {
  readonly shared: SharedParts;
  /** Functions that are invoked again with what they failed on. */
  readonly again: readonly DetectorFunction[];
  /** Functions on a schedule: their next run does the same work. */
  readonly repeating: readonly DetectorFunction[];
}

/** No function may take longer (Lambda quotas). */
const MOST_SECONDS = 900;

/** Invokes again what was delivered in vain, every 15 minutes. */
export class Redriver extends Construct {
  readonly detector: DetectorFunction;

  constructor(scope: Construct, id: string, props: RedriverProps) {
    super(scope, id);
    const { delivery, tables, schedules } = props.shared;
    const longest = Math.max(0, ...props.again.map(({ timeout }) => timeout.toSeconds()));
    // It waits for what it invokes, and needs time of its own before.
    const marginSeconds = Math.min(longest + 30, MOST_SECONDS - 100);
    this.detector = new DetectorFunction(this, 'Redrive', {
      ground: props.shared,
      name: 'redrive',
      description: 'Invokes functions again whose deliveries failed for good.',
      leastSeconds: marginSeconds + 100,
      environment: {
        TRAILHOUND_STATE_TABLE: tables.state.tableName,
        TRAILHOUND_FAILURES_BUCKET: delivery.failures.bucketName,
        TRAILHOUND_REDRIVE_FUNCTIONS: arnList(props.again),
        TRAILHOUND_REDRIVE_REPEATING: arnList(props.repeating),
        TRAILHOUND_STOP_MARGIN_SECONDS: String(marginSeconds),
      },
    });
    this.grant(props);
    this.detector.leaveFailuresToTheNextRun();
    schedules.wake('RedriveFailures', Duration.minutes(15), this.detector);
  }

  private grant({ shared, again }: RedriverProps): void {
    const { failures } = shared.delivery;
    const redrive = this.detector;
    redrive.grantTable(shared.tables.state, ['GetItem', 'PutItem']);
    redrive.allow(['s3:ListBucket'], [failures.bucketArn]);
    redrive.allow(['s3:GetObject', 's3:DeleteObject'], [`${failures.bucketArn}/aws/lambda/*`]);
    redrive.allow(['s3:PutObject'], [`${failures.bucketArn}/given-up/*`]);
    const bucket = Stack.of(this).getLogicalId(failures.node.defaultChild as CfnBucket);
    for (const keys of ['aws/lambda/*', 'given-up/*']) {
      redrive.acknowledgeWildcard(
        `Resource::<${bucket}.Arn>/${keys}`,
        'Lambda names the objects itself, by function and time of the failure.',
      );
    }
    if (again.length > 0) {
      redrive.allow(
        ['lambda:InvokeFunction'],
        again.map((one) => one.function.functionArn),
      );
    }
  }
}

const arnList = (functions: readonly DetectorFunction[]): string =>
  listed(functions.map((one) => one.function.functionArn));
