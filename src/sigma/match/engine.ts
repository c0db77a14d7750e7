import { applies, type LogSource } from '../log-source.ts';
import type { SigmaRule } from '../rule.ts';
import { allOf, compileDetection } from './compile.ts';
import type { EventTest } from './compile-items.ts';
import { buildIndex, candidates } from './dispatch-index.ts';
import type { SigmaEvent } from './event-values.ts';

export type { SigmaEvent } from './event-values.ts';

/** Rules, compiled once. */
export interface SigmaEngine {
  readonly rules: readonly SigmaRule[];
  /**
   * Lists the rules that an event matches, in the order of `rules`.
   *
   * Without a log source the event belongs to every one. Never throws for data that came out of `JSON.parse` and is not
   * nested beyond what the runtime's stack holds (decoding bounds that).
   */
  match(event: SigmaEvent, logsource?: LogSource): readonly SigmaRule[];
}

/** Fields by which rules are looked up instead of tried one by one. The answers are the same with any, or none. */
export interface EngineOptions {
  /** Best first: a rule is found under the first of them that narrows it. */
  readonly indexBy?: readonly string[];
}

/**
 * Compiles rules into an engine.
 *
 * @throws TypeError when a rule was not made by `loadRules` and has no meaning
 */
export function buildEngine(rules: readonly SigmaRule[], options: EngineOptions = {}): SigmaEngine {
  const tests = rules.map(compileRule);
  const index = buildIndex(rules, options.indexBy ?? []);
  const sourced = sourceFilter(rules);
  const collect = (
    numbers: readonly number[],
    event: SigmaEvent,
    source: LogSource | undefined,
    into: number[],
  ): void => {
    for (const number of numbers) {
      if (source && !sourced(number, source)) continue;
      if (holds(tests[number], event)) into.push(number);
    }
  };
  const match = (event: SigmaEvent, source?: LogSource): readonly SigmaRule[] => {
    const found: number[] = [];
    collect(index.open, event, source, found);
    for (const field of index.fields) collect(candidates(field, event), event, source, found);
    if (found.length === 0) return [];
    return found.sort((a, b) => a - b).flatMap((number) => rules[number] ?? []);
  };
  return { rules, match };
}

/** Filters are ANDed to the rule, each with search identifiers of its own (reference 8). */
const compileRule = ({ detection, filters }: SigmaRule): EventTest =>
  allOf([detection, ...filters].map(compileDetection));

const holds = (test: EventTest | undefined, event: SigmaEvent): boolean => test?.(event) ?? false;

/** Remembers the answers for the last log source: callers have few, and ask with the same one again and again. */
function sourceFilter(rules: readonly SigmaRule[]): (number: number, source: LogSource) => boolean {
  let last: LogSource | undefined;
  let allowed: readonly boolean[] = [];
  return (number, source) => {
    if (!last || !sameSource(source, last)) {
      allowed = rules.map((rule) => applies(rule.logsource, source));
      last = source;
    }
    return allowed[number] ?? false;
  };
}

const sameSource = (a: LogSource, b: LogSource): boolean =>
  a === b || (a.product === b.product && a.service === b.service && a.category === b.category);
