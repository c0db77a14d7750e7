import type { Severity } from '#core/severity';
import type { BucketInput, DeploymentInput, FunctionInput, FunctionName, SourcesInput } from './input.ts';
import { type TelemetrySettings, telemetryDefaults } from './telemetry-defaults.ts';

/** Global services (IAM, sign-ins, Organizations) are recorded here and nowhere else. */
export const GLOBAL_REGION = 'us-east-1';

/** A deployment with every default filled in. */
export interface DeploymentSettings extends TelemetrySettings {
  /** us-east-1, then the others as given, each once. The construct adds the region of the stack. */
  readonly regions: readonly string[];
  readonly sources: SourceSettings;
  readonly rules: {
    readonly builtin: boolean;
    readonly folders: readonly string[];
    readonly disable: readonly string[];
    /** A path; `undefined`: `placeholders.yml` where it is there. */
    readonly placeholders: string | undefined;
    readonly latenessHours: number;
  };
  /** A path; `false`: none; `undefined`: `suppressions.yml` where it is there. */
  readonly suppressions: string | false | undefined;
  readonly alerts: {
    readonly minSeverity: Severity;
    readonly email: readonly string[];
    readonly chat: boolean;
  };
  readonly retention: { readonly findingDays: number; readonly logDays: number };
  readonly encryptionKeyArn: string | undefined;
  /** What was said of functions; what was not is up to the construct. */
  readonly functions: { readonly [name in FunctionName]?: FunctionInput };
  readonly alarms: boolean;
  readonly dashboard: boolean;
  /** Minutes, or none. */
  readonly heartbeat: number | false;
  readonly keepData: boolean;
}

/** The doors; `undefined` and an empty list are a door that is shut. */
export interface SourceSettings {
  readonly eventHistory: { readonly everyMinutes: number } | undefined;
  readonly logGroups: readonly string[];
  readonly filtersPerLogGroup: number;
  readonly eventBridge: { readonly readOnlyEvents: 'none' | 'named' | 'all' } | undefined;
  readonly buckets: readonly BucketSettings[];
  readonly reconcile: { readonly everyHours: number } | undefined;
}

/** A bucket with its defaults filled in. */
export interface BucketSettings {
  readonly name: string;
  readonly prefix: string;
  readonly notifications: NonNullable<BucketInput['notifications']>;
  readonly accountId: string | undefined;
  readonly keyArn: string | undefined;
}

/** Fills in what was left out. The input must have been judged before. */
export function withDefaults(input: DeploymentInput): DeploymentSettings {
  const { alerts, retention } = input;
  return {
    regions: [...new Set([GLOBAL_REGION, ...(input.regions ?? [])])],
    sources: sourcesOf(input.sources ?? {}),
    rules: rulesOf(input.rules ?? {}),
    suppressions: input.suppressions,
    alerts: {
      minSeverity: alerts?.minSeverity ?? 'medium',
      email: alerts?.email ?? [],
      chat: alerts?.chat ?? false,
    },
    retention: { findingDays: retention?.findingDays ?? 90, logDays: retention?.logDays ?? 30 },
    encryptionKeyArn: input.encryptionKeyArn,
    functions: input.functions ?? {},
    alarms: input.alarms ?? true,
    dashboard: input.dashboard ?? true,
    heartbeat: input.heartbeat ?? 15,
    keepData: input.keepData ?? true,
    ...telemetryDefaults(input),
  };
}

const rulesOf = (rules: NonNullable<DeploymentInput['rules']>): DeploymentSettings['rules'] => ({
  builtin: rules.builtin ?? true,
  folders: rules.folders ?? [],
  disable: rules.disable ?? [],
  placeholders: rules.placeholders,
  latenessHours: rules.latenessHours ?? 24,
});

function sourcesOf(input: SourcesInput): SourceSettings {
  const eventHistory = record(input.eventHistory ?? true, ({ everyMinutes = 5 }) => ({ everyMinutes }));
  const eventBridge = record(input.eventBridge ?? false, ({ readOnlyEvents = 'none' }) => ({
    readOnlyEvents,
  }));
  // The collector itself fills every gap; without it, what a best-effort door lost would stay lost.
  const reconcile = input.reconcile ?? eventHistory === undefined;
  return {
    eventHistory,
    logGroups: input.logGroups ?? [],
    filtersPerLogGroup: input.filtersPerLogGroup ?? 1,
    eventBridge,
    buckets: (input.buckets ?? []).map(bucketOf),
    reconcile: record(reconcile, ({ everyHours = 24 }) => ({ everyHours })),
  };
}

const bucketOf = (input: BucketInput): BucketSettings => ({
  name: input.name,
  prefix: input.prefix ?? 'AWSLogs/',
  notifications: input.notifications ?? 'bucket',
  accountId: input.accountId,
  keyArn: input.keyArn,
});

/** `true` is a door with its defaults, `false` none. */
const record = <Given extends object, Full>(given: boolean | Given, fill: (given: Partial<Given>) => Full) =>
  given === false ? undefined : fill(given === true ? {} : given);
