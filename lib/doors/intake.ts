import { type FunctionUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { TelemetrySettings } from '#config/deployment/telemetry-defaults';
import { acknowledge } from '../constructs/acknowledge.ts';
import { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { workQueue } from '../constructs/work-queue.ts';
import { appLogFiles, OPEN_STREAM_ACTIONS } from './app-log-files.ts';
import { triageFunction } from './triage-door.ts';

/** A function URL that takes logs over HTTP, a queue that keeps them, and a function that works through it. */
export class IntakeDoor extends Construct {
  readonly taker: DetectorFunction;
  readonly detector: DetectorFunction;
  readonly url: FunctionUrl;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Holds the token that senders show; with `auth: secret` only. */
  readonly secret: Secret | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly shared: SharedParts; readonly intake: NonNullable<TelemetrySettings['intake']> },
  ) {
    super(scope, id);
    const { shared } = props;
    const { settings, key } = shared;
    const { auth, maxBytes } = props.intake;
    this.detector = triageFunction(this, 'WatchIntake', shared, {
      name: 'watch-intake',
      description: 'Takes shipped logs from the queue and writes findings.',
      ...appLogFiles(settings),
      // Whoever sends over HTTP sends no record of our own calls.
      hears: false,
      onState: OPEN_STREAM_ACTIONS,
    });
    this.detector.leaveFailuresToItsQueue();
    const work = workQueue(this, 'Shipped', {
      key,
      worker: this.detector,
      reserved: settings.functions['watch-intake']?.reservedConcurrency,
      batchSize: 10,
    });
    this.queue = work.queue;
    this.deadLetters = work.deadLetters;
    this.secret = auth === 'secret' ? this.makeSecret(shared) : undefined;
    this.taker = this.makeTaker(shared, work.queue, maxBytes);
    this.url = this.taker.function.addFunctionUrl({
      authType: auth === 'iam' ? FunctionUrlAuthType.AWS_IAM : FunctionUrlAuthType.NONE,
    });
  }

  private makeSecret({ key, removalPolicy }: SharedParts): Secret {
    const secret = new Secret(this, 'Token', {
      description: 'Token that senders of logs show to Trailhound. The one before it is taken too.',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
      removalPolicy,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
    acknowledge(
      secret,
      ['AwsSolutions-SMG4'],
      'Senders hold it in their own configuration, so a rotation that nobody planned would lock them out. The value before the last is taken too: rotate by putting a new value, then change the senders.',
    );
    return secret;
  }

  private makeTaker(shared: SharedParts, queue: Queue, maxBytes: number): DetectorFunction {
    const taker = new DetectorFunction(this, 'TakeHttp', {
      ground: shared,
      name: 'take-http',
      description: 'Takes logs over HTTP and keeps them in a queue.',
      environment: {
        TRAILHOUND_INTAKE_QUEUE_URL: queue.queueUrl,
        TRAILHOUND_INTAKE_AUTH: this.secret ? 'secret' : 'iam',
        TRAILHOUND_INTAKE_SECRET_ARN: this.secret?.secretArn ?? 'none',
        TRAILHOUND_INTAKE_MAX_BYTES: String(maxBytes),
        TRAILHOUND_STATE_TABLE: shared.tables.state.tableName,
      },
    });
    taker.allow(['sqs:SendMessage'], [queue.queueArn]);
    taker.grantTable(shared.tables.state, ['BatchWriteItem']);
    if (this.secret) taker.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]);
    taker.leaveFailuresToItsCaller();
    return taker;
  }
}
