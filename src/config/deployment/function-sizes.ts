import type { FunctionInput, FunctionName } from './input.ts';

/** Memory and time limit of a function. */
export type FunctionSize = Required<Pick<FunctionInput, 'memoryMb' | 'timeoutSeconds'>>;

/**
 * Sizes where `trailhound.yml` says nothing. Below 256 MB a cold start takes seconds.
 *
 * The collector waits for LookupEvents most of its time. The reader of objects peaked at 148 MB with four objects of
 * 100 MB at once, and took 22 s of a whole processor for them: memory is there for the processor that comes with it.
 */
export const FUNCTION_SIZES: Readonly<Record<FunctionName, FunctionSize>> = {
  'collect-cloudtrail': { memoryMb: 256, timeoutSeconds: 240 },
  'watch-logs': { memoryMb: 512, timeoutSeconds: 60 },
  'watch-events': { memoryMb: 256, timeoutSeconds: 30 },
  'watch-objects': { memoryMb: 1024, timeoutSeconds: 120 },
  notify: { memoryMb: 256, timeoutSeconds: 60 },
  redrive: { memoryMb: 256, timeoutSeconds: 300 },
  'watch-self': { memoryMb: 256, timeoutSeconds: 60 },
  'pull-logs': { memoryMb: 512, timeoutSeconds: 300 },
  'watch-metrics': { memoryMb: 512, timeoutSeconds: 240 },
  'take-http': { memoryMb: 512, timeoutSeconds: 30 },
  'watch-intake': { memoryMb: 512, timeoutSeconds: 60 },
  'index-search': { memoryMb: 256, timeoutSeconds: 120 },
  digest: { memoryMb: 512, timeoutSeconds: 300 },
};

/**
 * The shortest time limits that leave time for work, in seconds: functions begin nothing new near their end, and one that is
 * shorter than that margin would do nothing, without an error.
 */
export const LEAST_SECONDS: Readonly<Record<FunctionName, number>> = {
  ...{ 'collect-cloudtrail': 45, 'watch-logs': 5, 'watch-events': 5, 'watch-objects': 10 },
  ...{ notify: 15, redrive: 30, 'watch-self': 15 },
  ...{
    'pull-logs': 30,
    'watch-metrics': 30,
    'take-http': 5,
    'watch-intake': 5,
    'index-search': 30,
    digest: 30,
  },
};
