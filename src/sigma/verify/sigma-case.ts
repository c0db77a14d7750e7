import type { Placeholders } from '../detection/placeholders.ts';
import type { LogSource } from '../log-source.ts';
import type { SigmaEvent } from '../match/event-values.ts';

/** What a file of cases says its format is. */
export const CASES_FORMAT = 'sigma-cases/1';

/** One event of a case, with its time in milliseconds since 1970. */
export interface TimedEvent {
  readonly at: number;
  readonly event: SigmaEvent;
}

/** What must come out of a case. */
export interface CaseExpectation {
  /** Whether the rule that counts raises at least one alert. */
  readonly match?: boolean;
  /** Place of the event that completes the first match, from 0. */
  readonly firstMatch?: number;
  /** Whether loading the rules must fail. */
  readonly error?: boolean;
  /** Texts that the reasons must hold, whatever their case. */
  readonly names: readonly string[];
  /** Whether a refusal is as good as what is expected. */
  readonly acceptsError: boolean;
  /** Most milliseconds that loading and matching may take. */
  readonly maxMs?: number;
}

/** Rules, what happens, and what they must make of it. */
export interface SigmaCase {
  readonly id: string;
  /** YAML, one or several documents. */
  readonly rule: string;
  /** In order of arrival. */
  readonly events: readonly TimedEvent[];
  /** Title, name or id of the rule that counts; without it, any that raises alerts. */
  readonly target?: string;
  /** Of all its events; without it they belong to every log source. */
  readonly logsource?: LogSource;
  readonly placeholders: Placeholders;
  readonly expected: CaseExpectation;
}
