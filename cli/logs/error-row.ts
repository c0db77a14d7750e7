import type { EntryReading } from '#core/logs/entry-reading';
import type { Mined } from '#core/logs/kinds/template-miner';
import type { RuleCard } from '#core/match';
import type { SourcedEntry } from './log-source.ts';

/** One error as machines read it: these keys in this order, a promise to whoever parses it. */
export interface ErrorRow {
  readonly file: string;
  /** Of the first and the last line, from 1. */
  readonly lines: readonly [first: number, last: number];
  /** `null` where the entry has none. */
  readonly level: string | null;
  /** `log`, `exception`, `http` and so on; `rule` where only an own rule says that it matters. */
  readonly kind: string | null;
  readonly fingerprint: string;
  readonly template: string;
  readonly message: string;
}

/** Prints an entry; `reading` is masked. */
export const errorRow = (
  { file, entry }: SourcedEntry,
  { level, kind, message }: EntryReading,
  { fingerprint, template }: Mined,
  rules: readonly RuleCard[],
): ErrorRow => ({
  file,
  lines: [entry.first, entry.last],
  level: level ?? null,
  kind: kind ?? (rules.length > 0 ? 'rule' : null),
  fingerprint,
  template,
  message,
});
