import type { AppLogSettings } from '#core/logs/app-log-settings';
import { withDefaults as appLogDefaults } from '../app-logs-settings.ts';
import type {
  ApplicationLogsInput,
  DigestInput,
  IntakeInput,
  LoggingInput,
  MetricsInput,
  SearchInput,
} from './telemetry-input.ts';

/** Everything besides CloudTrail, as a person may say it. */
export interface TelemetryInput {
  /** @default false */
  readonly applicationLogs?: false | ApplicationLogsInput;
  /** @default false */
  readonly metrics?: boolean | MetricsInput;
  /** @default false */
  readonly intake?: boolean | IntakeInput;
  /** @default false */
  readonly search?: false | SearchInput;
  /** @default true */
  readonly digest?: boolean | DigestInput;
  readonly logging?: LoggingInput;
}

/** The same with every default filled in; `undefined` is what is off. */
export interface TelemetrySettings {
  readonly applicationLogs: AppLogSettings | undefined;
  /** `watch`: what `readMetricWatches` takes. */
  readonly metrics:
    | { readonly everyMinutes: number; readonly watch: Omit<MetricsInput, 'everyMinutes'> }
    | undefined;
  readonly intake: Required<IntakeInput> | undefined;
  readonly search: SearchSettings | undefined;
  readonly digest: Required<DigestInput> | undefined;
  readonly logging: Required<LoggingInput>;
}

/** Where findings and events are written to, besides DynamoDB. */
export type SearchSettings = Required<Omit<SearchInput, 'secretArn' | 'resourceArn'>> & {
  readonly secretArn: string | undefined;
  readonly resourceArn: string | undefined;
};

/** Fills in what was left out. The input must have been judged before. */
export function telemetryDefaults(input: TelemetryInput): TelemetrySettings {
  return {
    applicationLogs: input.applicationLogs ? logsOf(input.applicationLogs) : undefined,
    metrics: on(input.metrics, false, ({ everyMinutes = 15, ...watch }) => ({ everyMinutes, watch })),
    intake: on(input.intake, false, ({ auth = 'secret', maxBytes = 4_000_000 }) => ({ auth, maxBytes })),
    search: input.search ? searchOf(input.search) : undefined,
    digest: on(input.digest, true, ({ hour = 6, quietDays = true, keepDays = 90 }) => ({
      hour,
      quietDays,
      keepDays,
    })),
    logging: { level: 'info', debugSampleRate: 0, tracing: false, ...input.logging },
  };
}

const logsOf = ({ tags = {}, ...rest }: ApplicationLogsInput): AppLogSettings =>
  appLogDefaults({ ...rest, tags: Object.entries(tags).map(([key, values]) => ({ key, values })) });

const searchOf = ({ secretArn, resourceArn, ...rest }: SearchInput): SearchSettings => ({
  auth: 'iam',
  events: 'none',
  prefix: 'trailhound',
  retentionDays: 30,
  ...rest,
  secretArn,
  resourceArn,
});

/** `true` is a part with its defaults, `false` none. */
function on<Given extends object, Full>(
  given: boolean | Given | undefined,
  byDefault: boolean,
  fill: (given: Partial<Given>) => Full,
): Full | undefined {
  const value = given ?? byDefault;
  return value === false ? undefined : fill(value === true ? {} : value);
}
