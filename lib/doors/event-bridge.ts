import { Duration, Names, Stack } from 'aws-cdk-lib';
import { type CfnRule, EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { type EventBridgePattern, eventBridgePatterns } from '#packing/event-bridge-patterns';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { stackNameOf } from '../constructs/stack-name.ts';
import { withoutOwnCalls } from './own-calls.ts';
import { triageFunction } from './triage-door.ts';

/** EventBridge rules made from the rules, on the default bus and on one that other regions forward to. */
export class EventBridgeDoor extends Construct {
  readonly detector: DetectorFunction;
  /** Forwarders of other regions put events here. */
  readonly forwarded: EventBus;
  /** The name of that bus. */
  readonly name: string;
  private readonly shared: SharedParts;

  constructor(scope: Construct, id: string, props: { readonly shared: SharedParts }) {
    super(scope, id);
    this.shared = props.shared;
    this.detector = triageFunction(this, 'WatchEvents', props.shared, {
      name: 'watch-events',
      description: 'Takes CloudTrail records from EventBridge and writes findings.',
    });
    this.detector.keepFailures(props.shared.delivery.failures);
    this.name = busName(this);
    this.forwarded = new EventBus(this, 'Forwarded', {
      eventBusName: this.name,
      description: 'CloudTrail events that other regions forward.',
    });
    const reads = props.shared.settings.sources.eventBridge?.readOnlyEvents ?? 'none';
    const asked = eventBridgePatterns(props.shared.pack.pushDown, { reads });
    const patterns = asked.flatMap((one) => withoutOwnCalls(one, this.detector.function.functionArn));
    patterns.forEach((pattern, index) => {
      this.rule(`Default${index}`, pattern);
      this.rule(`Forwarded${index}`, pattern, this.forwarded);
    });
  }

  private rule(id: string, pattern: EventBridgePattern, eventBus?: EventBus): void {
    const target = new LambdaFunction(this.detector.function, {
      deadLetterQueue: this.shared.delivery.deadLetters,
      retryAttempts: 185,
      maxEventAge: Duration.hours(24),
    });
    const rule = new Rule(this, id, {
      description: 'CloudTrail events that a rule of Trailhound may match.',
      eventPattern: patternProps(pattern),
      targets: [target],
      ...(eventBus === undefined ? {} : { eventBus }),
    });
    setState(rule, pattern);
  }
}

/** The same pattern in the spelling of CDK. */
export const patternProps = ({ pattern }: EventBridgePattern): EventPattern => {
  const { 'detail-type': detailType, ...rest } = pattern;
  return { ...rest, detailType } as EventPattern;
};

/** CDK knows no state but on and off; this one lets calls through that only read. */
export function setState(rule: Rule, { state }: EventBridgePattern): void {
  (rule.node.defaultChild as CfnRule).state = state;
}

/** CloudFormation makes no name for a bus. The stack's own name in it keeps two stacks apart; other regions can know it. */
function busName(bus: Construct): string {
  const stack = stackNameOf(Stack.of(bus));
  const hash = Names.nodeUniqueId(bus.node).slice(-8);
  return `${stack.slice(0, 200)}-forwarded-${hash}`;
}
