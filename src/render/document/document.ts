import type { Attention, MetricAnomaly, Trend } from '#core/digest-report/digest';
import type { Severity } from '#core/severity';

/** How loud a text is. */
export type Tone = Severity | 'good' | 'muted';

/**
 * A cell of a table. `text` is never escaped here.
 *
 * `value` marks what others wrote: names, addresses, messages. Everything else is ours, or the operator's.
 */
export interface Cell {
  readonly text: string;
  readonly kind?: 'value' | 'number' | 'time' | 'code' | 'words';
  readonly tone?: Tone;
  /** Shown smaller below it where there is room; written by others. */
  readonly under?: string;
  /** Shown in place of `text` where there is no room for what stands below it; written by others. */
  readonly alone?: string;
  /** The whole of what `text` shortens. */
  readonly whole?: string;
  /** Drawn as a bar besides the number: 0 to 1, and how it was before. */
  readonly bar?: { readonly now: number; readonly before?: number; readonly tone: Tone };
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Where a line has an end, this column may be cut down to that many characters. */
  readonly gives?: number;
  /** Where a line has an end, this column is left out. */
  readonly drops?: true;
  /** Only for a chart: left out where nothing is drawn. */
  readonly drawn?: true;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is said below it: how many more there are. */
  readonly more?: string;
}

/** A few numbers, large. */
export interface FactsBlock {
  readonly kind: 'facts';
  readonly facts: readonly {
    readonly label: string;
    readonly value: string;
    readonly hint?: string;
    readonly tone?: Tone;
    readonly trend?: Trend;
  }[];
}

/** A paragraph of ours. */
export interface NoteBlock {
  readonly kind: 'note';
  readonly text: string;
}

/** New findings over time, stacked by severity from informational to critical. */
export interface TimelineBlock {
  readonly kind: 'timeline';
  readonly title: string;
  readonly desc: string;
  readonly bucketMinutes: number;
  readonly buckets: readonly { readonly start: string; readonly counts: readonly number[] }[];
}

export interface MetricBlock {
  readonly kind: 'metric';
  readonly anomaly: MetricAnomaly;
}

export type Block = TableBlock | FactsBlock | NoteBlock | TimelineBlock | MetricBlock;

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A digest as it is laid out, the same for every format. */
export interface DigestDocument {
  readonly deployment: string;
  readonly rangeText: string;
  readonly headline: string;
  readonly lead: string;
  readonly mood: 'quiet' | 'calm' | 'attention';
  readonly attention: readonly Attention[];
  readonly sections: readonly Section[];
  /** What closes it: how it was made, what was left out. */
  readonly closing: readonly string[];
}
