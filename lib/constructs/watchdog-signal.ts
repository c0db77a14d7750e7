import { Aws } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DetectorFunction } from './detector-function.ts';

export interface WatchdogSignalProps {
  /** Bus of the watchdog, in another account. */
  readonly busArn: string;
  /** Function whose success is the sign of life. */
  readonly alive: DetectorFunction;
  readonly deadLetters: Queue;
}

/** The bus on which Lambda announces that a function has succeeded. */
export const DEFAULT_BUS_ARN = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`;

/** Lambda's own words for a success (Lambda Developer Guide, "Retaining records of asynchronous invocations"). */
export const SUCCESS = {
  source: ['lambda'],
  detailType: ['Lambda Function Invocation Result - Success'],
};

/**
 * Tells a watchdog in another account that Trailhound is alive, each time that it has looked at itself to the end.
 *
 * No code sends it: Lambda announces the success, and a rule forwards it. Whoever stops the function, its schedule or
 * the whole stack stops the signal.
 */
export class WatchdogSignal extends Construct {
  constructor(scope: Construct, id: string, props: WatchdogSignalProps) {
    super(scope, id);
    const { functionArn } = props.alive.function;
    new Rule(this, 'Alive', {
      description: 'Tells the watchdog in another account that Trailhound is alive.',
      eventPattern: {
        ...SUCCESS,
        detail: { requestContext: { functionArn: [functionArn, `${functionArn}:$LATEST`] } },
      },
      targets: [
        new BusTarget(EventBus.fromEventBusArn(this, 'Watchdog', props.busArn), {
          deadLetterQueue: props.deadLetters,
        }),
      ],
    });
  }
}
