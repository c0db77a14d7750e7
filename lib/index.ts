/** What the package gives to CDK apps. Everything else in it is internal, and may change in any version. */
export type {
  BucketInput,
  DeploymentInput,
  FunctionInput,
  FunctionName,
  SourcesInput,
} from '#config/deployment/input';
export type { Severity } from '#core/severity';
export { TrailhoundForwarderStack, type TrailhoundForwarderStackProps } from './forwarder-stack.ts';
export { Trailhound, type TrailhoundProps } from './trailhound.ts';
export { TrailhoundStack, type TrailhoundStackProps } from './trailhound-stack.ts';
export { TrailhoundWatchdogStack, type TrailhoundWatchdogStackProps } from './watchdog-stack.ts';
