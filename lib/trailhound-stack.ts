import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Trailhound, type TrailhoundProps } from './trailhound.ts';

/** What a stack takes, and what Trailhound takes. `terminationProtection` is on unless `keepData` is false. */
export interface TrailhoundStackProps extends StackProps, TrailhoundProps {}

/** All that CDK's own class takes; the rest are settings. Complete, or it does not compile. */
const OF_STACK: Readonly<Record<keyof StackProps, true>> = {
  analyticsReporting: true,
  crossRegionReferences: true,
  description: true,
  env: true,
  notificationArns: true,
  permissionsBoundary: true,
  propertyInjectors: true,
  stackName: true,
  suppressTemplateIndentation: true,
  synthesizer: true,
  tags: true,
  terminationProtection: true,
};

/** One Trailhound in a stack of its own. */
export class TrailhoundStack extends Stack {
  readonly trailhound: Trailhound;

  constructor(scope: Construct, id: string, props: TrailhoundStackProps = {}) {
    const [ofStack, settings] = takenApart(props);
    super(scope, id, {
      terminationProtection: props.keepData ?? true,
      description: 'Trailhound: findings and alerts from CloudTrail.',
      ...ofStack,
    });
    // As if its parts lay in the stack itself, where they once did: their logical ids, and so their data, stay.
    this.trailhound = new Trailhound(this, 'Default', settings);
    this.outputs();
  }

  private outputs(): void {
    const {
      findingsTable,
      stateTable,
      alertTopic,
      healthTopic,
      chatTopic,
      objectsQueue,
      forwardedBus,
      failuresBucket,
      reportsBucket,
      intakeUrl,
      intakeSecretArn,
      dashboardName,
    } = this.trailhound;
    const outputs: Readonly<Record<string, string | undefined>> = {
      FindingsTable: findingsTable.tableName,
      StateTable: stateTable.tableName,
      AlertTopic: alertTopic.topicArn,
      HealthTopic: healthTopic.topicArn,
      ChatTopic: chatTopic?.topicArn,
      FailuresBucket: failuresBucket.bucketName,
      ObjectsQueue: objectsQueue?.queueArn,
      ForwardedBus: forwardedBus?.eventBusArn,
      ReportsBucket: reportsBucket?.bucketName,
      IntakeUrl: intakeUrl,
      IntakeSecret: intakeSecretArn,
      Dashboard: dashboardName,
    };
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
    new CfnOutput(this, 'ListFindings', {
      description: 'Lists the open findings; run it in a checkout of Trailhound.',
      value: `npx --no trailhound findings list --table ${findingsTable.tableName} --state-table ${stateTable.tableName} --region ${this.region}`,
    });
  }
}

function takenApart(props: TrailhoundStackProps): [StackProps, TrailhoundProps] {
  const given = Object.entries(props).filter(([, value]) => value !== undefined);
  const of = (isOfStack: boolean) =>
    Object.fromEntries(given.filter(([name]) => Object.hasOwn(OF_STACK, name) === isOfStack));
  return [of(true), of(false)];
}
