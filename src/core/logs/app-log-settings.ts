import type { Severity } from '../severity.ts';
import type { ErrorKind } from './entry-reading.ts';
import type { LogLevel } from './log-entry.ts';

/** How one log group is watched. */
export interface GroupSettings {
  /** Entries at this level or worse count; errors by their kind count in any case. */
  readonly level: LogLevel;
  /** `auto`: a subscription filter where a slot is free, else a pull. `pull`: always a pull. */
  readonly door: 'auto' | 'pull';
  /**
   * What is asked for of the service. `all`: every line, so that stack traces are joined and every format is understood.
   * `errors`: lines with a word that errors have; a trace is then seen by its first line.
   */
  readonly lines: 'all' | 'errors';
  /** So many errors of one kind in so many minutes are a finding. */
  readonly rate: { readonly count: number; readonly minutes: number };
  /** A spike has at least so many errors, and stands out by at least this robust score. */
  readonly spike: { readonly least: number; readonly score: number };
  readonly severities: LogSeverities;
  /** What own Sigma rules may say of the group; the category is always `application`. */
  readonly logsource: { readonly product?: string; readonly service?: string };
}

/** How severe each finding about logs is. A kind wins over a level. */
export interface LogSeverities {
  readonly levels: Readonly<Record<LogLevel, Severity>>;
  readonly kinds: Readonly<Partial<Record<ErrorKind, Severity>>>;
  readonly spike: Severity;
  readonly rate: Severity;
}

/** What `app-logs.json` says, complete. */
export interface AppLogSettings extends GroupSettings {
  /** Log groups to watch, by name. */
  readonly groups: readonly string[];
  /** Log groups to watch, by how their names begin. */
  readonly prefixes: readonly string[];
  /** Log groups to watch, by tag; `values` empty: any value. */
  readonly tags: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** Names, or beginnings of names that end in `*`, that are left out whatever else says. */
  readonly exclude: readonly string[];
  /** The same, of this deployment's own log groups: never watched. */
  readonly own: readonly string[];
  /** How often groups are pulled: what the schedule is made from. */
  readonly everyMinutes: number;
  /** How far back the very first pull of a group reads. */
  readonly lookBackMinutes: number;
  /** What is different for some groups; the first that fits a group counts. */
  readonly overrides: readonly GroupOverride[];
}

/** `group`: a name, or the beginning of names that ends in `*`. */
export type GroupOverride = { readonly group: string } & Partial<GroupSettings>;

/** Whether a name fits: equal to it, or begins with it where the pattern ends in `*`. */
export const fitsName = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Why a log group may not be watched, if so: `own`, or left out by the settings. */
export function refusalOf(
  group: string,
  { own, exclude }: Pick<AppLogSettings, 'own' | 'exclude'>,
): 'own' | 'excluded' | undefined {
  if (own.some((pattern) => fitsName(group, pattern))) return 'own';
  return exclude.some((pattern) => fitsName(group, pattern)) ? 'excluded' : undefined;
}

/** How this group is watched. */
export function settingsOfGroup(group: string, settings: AppLogSettings): GroupSettings {
  const other = settings.overrides.find((one) => fitsName(group, one.group));
  return other ? { ...settings, ...other } : settings;
}
