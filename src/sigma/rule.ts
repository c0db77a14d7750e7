import type { Severity } from '#core/severity';
import type { Correlation } from './correlation-ast.ts';
import type { Detection } from './detection-ast.ts';
import type { LogSource } from './log-source.ts';

/** States a rule may be in (Sigma rule specification, attribute `status`). */
export const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
export type RuleStatus = (typeof STATUSES)[number];

/** Another rule that this one descends from or resembles. */
export interface RelatedRule {
  readonly id: string;
  readonly type: string;
}

/**
 * Everything that a rule or a correlation says besides what it looks for.
 *
 * Lists are empty, and single attributes absent, where the document says nothing.
 */
export interface DocumentHead {
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
  /** Every attribute that the specification does not know, such as `trailhound`. */
  readonly custom: Readonly<Record<string, unknown>>;
}

/** The head of a rule or a correlation that can be run. */
export interface RuleHead extends DocumentHead {
  /**
   * Names the document within its rule set: its id in lower case, or `name:` and its name, or `title:` and its title.
   * Each is there once: `loadRules` numbers titles that occur twice.
   */
  readonly key: string;
  /** Of several without an id that share a title: which one it is, in order of the texts. The first has no number. */
  readonly titleNumber?: number;
}

/** The detection of a filter, and which document says it. */
export interface RuleFilter extends Detection, Pick<DocumentHead, 'file' | 'line' | 'id' | 'title'> {}

/** A checked detection rule: plain data, so that a build step can store it as JSON and a cold start needs no YAML. */
export interface SigmaRule extends RuleHead {
  readonly logsource: LogSource;
  readonly detection: Detection;
  /** The filters that apply to it: each must hold as well, with search identifiers of its own. */
  readonly filters: readonly RuleFilter[];
  /** A correlation refers to it and does not say `generate: true`: it raises no alert of its own. */
  readonly silent: boolean;
}

/** A checked correlation rule, plain data like a detection rule. */
export interface SigmaCorrelation extends RuleHead {
  readonly correlation: Correlation;
  /** As of a detection rule: another correlation speaks for it. */
  readonly silent: boolean;
}

/** A filter that is in order, as part of the rules that it is put onto. */
export interface SigmaFilter extends RuleFilter {
  /** Keys of the rules that it is put onto. */
  readonly rules: readonly string[];
  /** What the loader remarks about rules that are not there, or that it is not put onto. */
  readonly misses: readonly string[];
  /** All that the loader remarks about what it does; `rules lint` says the same in its own words. */
  readonly remarks: readonly string[];
}

/** What can be run: plain data, references resolved, filters applied. */
export interface SigmaRuleSet {
  readonly rules: readonly SigmaRule[];
  /** After those that they refer to. */
  readonly correlations: readonly SigmaCorrelation[];
}
