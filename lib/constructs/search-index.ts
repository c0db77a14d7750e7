import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { SearchSettings } from '#config/deployment/telemetry-defaults';
import { DetectorFunction } from './detector-function.ts';
import type { SharedParts } from './shared-parts.ts';
import { workQueue } from './work-queue.ts';

/** What waits longest before it is sent to the search server. */
const FLUSH = Duration.seconds(30);

/** How `TRAILHOUND_SEARCH_AUTH` calls what the settings call otherwise. */
const AUTH = { iam: 'iam:es', 'iam-serverless': 'iam:aoss', basic: 'basic' } as const;

/** Writes findings, and events where that is wanted, to OpenSearch or Elasticsearch. */
export class SearchIndex extends Construct {
  readonly detector: DetectorFunction;
  readonly deadLetters: Queue;
  /** Takes event documents; with events other than `none`. */
  readonly queue: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly shared: Omit<SharedParts, 'shipping'>; readonly search: SearchSettings },
  ) {
    super(scope, id);
    const { shared, search } = props;
    const { tables, delivery, key, settings } = shared;
    const { endpoint, auth, prefix, retentionDays, secretArn, resourceArn } = search;
    const index = new DetectorFunction(this, 'IndexSearch', {
      ground: shared,
      name: 'index-search',
      description: 'Writes findings and events to a search server.',
      environment: {
        TRAILHOUND_SEARCH_ENDPOINT: endpoint,
        TRAILHOUND_SEARCH_AUTH: AUTH[auth],
        TRAILHOUND_SEARCH_SECRET_ARN: secretArn ?? 'none',
        TRAILHOUND_SEARCH_PREFIX: prefix,
        TRAILHOUND_SEARCH_RETENTION_DAYS: String(retentionDays),
      },
    });
    if (secretArn !== undefined) index.allow(['secretsmanager:GetSecretValue'], [secretArn]);
    if (resourceArn !== undefined) this.allowServer(index, auth, resourceArn);
    index.leaveFailuresToItsQueue();
    const work = workQueue(this, 'Documents', {
      key,
      worker: index,
      reserved: settings.functions['index-search']?.reservedConcurrency,
      batchSize: 100,
      batchingWindow: FLUSH,
    });
    this.queue = work.queue;
    this.deadLetters = work.deadLetters;
    this.followFindings(index, tables.findingsStreamArn, delivery.deadLetters);
    this.detector = index;
  }

  private allowServer(index: DetectorFunction, auth: SearchSettings['auth'], arn: string): void {
    if (auth === 'iam-serverless') {
      index.allow(['aoss:APIAccessAll'], [arn]);
      return;
    }
    index.allow(
      ['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut', 'es:ESHttpDelete'],
      [`${arn}/*`],
    );
    index.acknowledgeWildcard(
      `Resource::${arn}/*`,
      'Paths of one domain: what may be done below them is up to its own access policy.',
    );
  }

  private followFindings(index: DetectorFunction, stream: string, deadLetters: Queue): void {
    index.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      [stream],
    );
    index.allow(['sqs:SendMessage'], [deadLetters.queueArn]);
    index.function.addEventSourceMapping('Findings', {
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      maxBatchingWindow: FLUSH,
      retryAttempts: 20,
      maxRecordAge: Duration.hours(23),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      filters: [FilterCriteria.filter({ dynamodb: { NewImage: { findingId: { S: FilterRule.exists() } } } })],
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
  }
}
