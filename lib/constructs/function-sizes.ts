import type { FunctionInput, FunctionName } from '#config/deployment/input';

/** Memory and time limit of a function. */
export type FunctionSize = Required<Pick<FunctionInput, 'memoryMb' | 'timeoutSeconds'>>;

/** Sizes where `trailhound.yml` says nothing. Below 256 MB a cold start takes seconds. */
export const FUNCTION_SIZES: Readonly<Record<FunctionName, FunctionSize>> = {
  'collect-cloudtrail': { memoryMb: 512, timeoutSeconds: 240 },
  'watch-logs': { memoryMb: 512, timeoutSeconds: 60 },
  'watch-events': { memoryMb: 256, timeoutSeconds: 30 },
  'watch-objects': { memoryMb: 1024, timeoutSeconds: 300 },
  notify: { memoryMb: 256, timeoutSeconds: 60 },
  redrive: { memoryMb: 256, timeoutSeconds: 300 },
  'watch-self': { memoryMb: 256, timeoutSeconds: 60 },
};
