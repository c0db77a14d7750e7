import type { Severity } from '#core/severity';
import type { Detection } from './detection-ast.ts';

/** What a rule, or an event, says about where events come from. What is not stated is open. */
export interface LogSource {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
}

/** States a rule may be in (Sigma rule specification, attribute `status`). */
export const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
export type RuleStatus = (typeof STATUSES)[number];

/** Another rule that this one descends from or resembles. */
export interface RelatedRule {
  readonly id: string;
  readonly type: string;
}

/**
 * A checked Sigma rule: plain data, so that a build step can store it as JSON and a cold start needs no YAML.
 *
 * Lists are empty, and single attributes absent, where the rule says nothing.
 */
export interface SigmaRule {
  readonly file: string;
  /** Line of the document's first entry. */
  readonly line: number;
  readonly id?: string;
  readonly name?: string;
  readonly title: string;
  readonly level?: Severity;
  readonly status?: RuleStatus;
  readonly description?: string;
  readonly author?: string;
  readonly license?: string;
  readonly taxonomy?: string;
  /** A day, `YYYY-MM-DD`. */
  readonly date?: string;
  /** A day, `YYYY-MM-DD`. */
  readonly modified?: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly falsepositives: readonly string[];
  readonly fields: readonly string[];
  readonly scope: readonly string[];
  readonly related: readonly RelatedRule[];
  readonly logsource: LogSource;
  readonly detection: Detection;
  /** Every attribute that the specification does not know, such as `trailhound`. */
  readonly custom: Readonly<Record<string, unknown>>;
}
