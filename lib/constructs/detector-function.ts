import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnEventInvokeConfig,
  type CfnEventInvokeConfigProps,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { type CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FUNCTION_SIZES } from '#config/deployment/function-sizes';
import type { FunctionName } from '#config/deployment/input';
import { acknowledge } from './acknowledge.ts';
import { TRACING_ACTIONS, tracerFile } from './files-beside.ts';
import type { FunctionGround } from './function-ground.ts';
import { KEY_ACTIONS } from './key-grants.ts';
import { withStagedBundle } from './staged-bundle.ts';

export interface DetectorFunctionProps {
  readonly ground: FunctionGround;
  readonly name: FunctionName;
  /** What the function is for, in one sentence. */
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A shorter time limit is raised to it. @default - none */
  readonly leastSeconds?: number;
  /** Files that lie beside the code: name -> text. @default - none */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * One of Trailhound's functions, with a role and a log group of its own.
 *
 * The role has no managed policy: it may write its own log, and what is granted here, by action and resource. The log
 * group goes with the stack, also where data is kept.
 */
export class DetectorFunction extends Construct {
  readonly name: FunctionName;
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly timeout: Duration;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: DetectorFunctionProps) {
    super(scope, id);
    this.name = props.name;
    const { settings, key, deployment, bundles } = props.ground;
    const size = { ...FUNCTION_SIZES[props.name], ...settings.functions[props.name] };
    this.timeout = Duration.seconds(Math.max(size.timeoutSeconds, props.leastSeconds ?? 0));
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: settings.retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
    const { level, debugSampleRate, tracing } = settings.logging;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    if (key !== undefined) this.allow(KEY_ACTIONS, [key.keyArn]);
    this.function = withStagedBundle(
      this,
      join(bundles, props.name),
      { ...props.files, ...(tracing ? tracerFile(bundles) : {}) },
      (code) =>
        new LambdaFunction(this, 'Function', {
          description: props.description,
          code,
          handler: 'index.handler',
          runtime: Runtime.NODEJS_24_X,
          architecture: Architecture.ARM_64,
          memorySize: size.memoryMb,
          timeout: this.timeout,
          role: this.role,
          logGroup: this.logGroup,
          environment: {
            TRAILHOUND_DEPLOYMENT: deployment,
            ...(level === 'info' ? {} : { TRAILHOUND_LOG_LEVEL: level }),
            ...(debugSampleRate === 0 ? {} : { TRAILHOUND_LOG_SAMPLE_RATE: String(debugSampleRate) }),
            ...(tracing ? { TRAILHOUND_TRACING: 'on' } : {}),
            ...props.environment,
          },
          ...(tracing ? { tracing: Tracing.ACTIVE } : {}),
          ...(size.reservedConcurrency === undefined
            ? {}
            : { reservedConcurrentExecutions: size.reservedConcurrency }),
        }),
    );
    if (tracing) this.trace();
    else this.acknowledgeNoTraces();
  }

  private trace(): void {
    this.allow(TRACING_ACTIONS, ['*']);
    this.acknowledgeWildcard(
      'Resource::*',
      'X-Ray has no resource-level permissions for writing (Service Authorization Reference, AWS X-Ray).',
    );
  }

  private acknowledgeNoTraces(): void {
    acknowledge(
      this.function,
      ['Serverless-LambdaTracing'],
      'X-Ray is charged for by the trace, and one function calls two services: the metrics and the log say what it did. Switched on by logging.tracing.',
    );
  }

  /** Whether a log group of this name is the function's: CloudFormation puts the logical id into it, between stack and random letters. */
  mayLogInto(logGroupName: string): boolean {
    const id = Stack.of(this).getLogicalId(this.logGroup.node.defaultChild as CfnLogGroup);
    return logGroupName.includes(id);
  }

  /** Lets the function's role do this, and no more than this. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Lets the function call these actions on one table, and on the indexes that are named. */
  grantTable(table: TableV2, actions: readonly string[], indexes: readonly string[] = []): void {
    this.allow(
      actions.map((action) => `dynamodb:${action}`),
      [table.tableArn, ...indexes.map((index) => `${table.tableArn}/index/${index}`)],
    );
  }

  /** Says that a wildcard that cdk-nag will find in the role is meant. `what` as cdk-nag prints it. */
  acknowledgeWildcard(what: string, reason: string): void {
    acknowledge(this.role, [`AwsSolutions-IAM5[${what}]`], reason);
  }

  /** Says why no dead-letter queue is set: what becomes of invocations that fail. */
  private acknowledgeNoQueue(reason: string): void {
    acknowledge(this.function, ['Serverless-LambdaDLQ'], reason);
  }

  /** For a function that a queue invokes: AWS delivers again what it does not report as done. */
  leaveFailuresToItsQueue(): void {
    this.acknowledgeNoQueue(
      'Invoked by an SQS queue only, which keeps what failed and has a dead-letter queue.',
    );
  }

  /** For a function that somebody waits for: who is told that it failed tries again. */
  leaveFailuresToItsCaller(): void {
    this.acknowledgeNoQueue('Called over HTTP: the caller is told of a failure and sends again.');
  }

  /** For a function on a schedule: a failed run is not repeated, because the next one does the same work. `successTo` hears of those that succeeded. */
  leaveFailuresToTheNextRun(successTo?: string): void {
    this.acknowledgeNoQueue(
      'A run that failed left its work where it was, and the next run on the schedule takes it up.',
    );
    const config = this.asynchronously({
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: Duration.minutes(5).toSeconds(),
      ...(successTo === undefined ? {} : { destinationConfig: { onSuccess: { destination: successTo } } }),
    });
    acknowledge(
      config,
      ['Serverless-LambdaAsyncFailureDestination'],
      'There is nothing in the event that would have to be kept.',
    );
  }

  /**
   * Keeps what an asynchronous invocation could not deal with: two more tries within six hours, then into the bucket.
   *
   * Lambda writes there with the function's role (Lambda Developer Guide, "Retaining records of asynchronous invocations").
   * It writes below `aws/lambda/async/`, but asks beforehand whether the role may write to the whole bucket, and refuses
   * the destination of a role that may only write there.
   */
  keepFailures(failures: Bucket): void {
    this.allow(['s3:PutObject'], [`${failures.bucketArn}/*`]);
    this.allow(['s3:ListBucket'], [failures.bucketArn]);
    this.acknowledgeWildcard(
      `Resource::<${Stack.of(this).getLogicalId(failures.node.defaultChild as CfnBucket)}.Arn>/*`,
      'Lambda names the objects itself, and takes no destination that the role may write to only in part.',
    );
    this.acknowledgeNoQueue(
      'The on-failure destination keeps more than a dead-letter queue would: the payload and why it failed.',
    );
    this.asynchronously({
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      destinationConfig: { onFailure: { destination: failures.bucketArn } },
    });
  }

  private asynchronously(
    config: Pick<
      CfnEventInvokeConfigProps,
      'maximumRetryAttempts' | 'maximumEventAgeInSeconds' | 'destinationConfig'
    >,
  ): CfnEventInvokeConfig {
    const made = new CfnEventInvokeConfig(this, 'Async', {
      functionName: this.function.functionName,
      qualifier: '$LATEST',
      ...config,
    });
    // Lambda looks whether the role may write to the destination.
    made.node.addDependency(this.role);
    return made;
  }
}
