import { Aspects, CfnResource, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import type { FunctionGround } from './function-ground.ts';

/** Functions that CDK itself puts into a stack for what we ask of it: notifications of buckets, and emptying them. */
const HANDLERS = /\/(BucketNotificationsHandler|Custom::S3AutoDeleteObjectsCustomResourceProvider)[^/]*\//;

/** A log group with a retention for CDK's own functions: Lambda would make one for each that is kept for ever. */
export class CdkHandlerLogs extends Construct {
  constructor(scope: Construct, id: string, props: { readonly ground: FunctionGround }) {
    super(scope, id);
    const { settings, key } = props.ground;
    const logs = new LogGroup(this, 'Logs', {
      retention: settings.retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
    Aspects.of(Stack.of(this)).add(new LogsInto(logs.logGroupName));
  }
}

class LogsInto implements IAspect {
  private readonly logGroupName: string;

  constructor(logGroupName: string) {
    this.logGroupName = logGroupName;
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== 'AWS::Lambda::Function') return;
    if (HANDLERS.test(`/${node.node.path}/`))
      node.addPropertyOverride('LoggingConfig', { LogGroup: this.logGroupName });
  }
}
