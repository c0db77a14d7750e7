import { missingNames } from '../detection/condition-names.ts';
import { applies, type LogSource } from '../log-source.ts';
import type { SigmaRule } from '../rule.ts';
import { allOf, compileDetection } from './compile.ts';
import type { EventTest } from './compile-items.ts';
import { buildIndex } from './dispatch-index.ts';
import { forgetTexts, type SigmaEvent } from './event-values.ts';

export type { SigmaEvent } from './event-values.ts';

/** Rules, ready to be asked. */
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

/** How rules are looked up instead of tried one by one. The answers are the same with any. */
export interface EngineOptions {
  /**
   * Fields that are known to tell events apart. Rules are looked up by whatever they ask for that the rule set lets
   * expect seldom; these are taken for rarer than others.
   */
  readonly indexBy?: readonly string[];
}

/** Answers which rules of one log source an event matches, in their order. */
type Match = (event: SigmaEvent) => readonly SigmaRule[];

/** Log sources whose rules are kept ready; a caller that names more of them, in turn, waits. */
const MOST_SOURCES = 64;

/**
 * Makes an engine of rules. An index is made for each log source when it is first named, and a rule is compiled when
 * an event first has what it looks for: a process that has just started waits for neither.
 *
 * @throws TypeError when a rule was not made by `loadRules` and has no meaning
 */
export function buildEngine(rules: readonly SigmaRule[], options: EngineOptions = {}): SigmaEngine {
  for (const rule of rules) checkNames(rule);
  const asked = remembered((source) => {
    const own = source ? rules.filter((rule) => applies(rule.logsource, source)) : rules;
    return matching(own, options.indexBy ?? []);
  });
  return { rules, match: (event, source) => asked(source)(event) };
}

/** Prepares the rules of one log source. */
function matching(rules: readonly SigmaRule[], indexBy: readonly string[]): Match {
  const candidates = buildIndex(rules, indexBy);
  const tests = new Array<EventTest | undefined>(rules.length);
  const holds = (number: number, rule: SigmaRule, event: SigmaEvent): boolean => {
    const test = tests[number] ?? compileRule(rule);
    tests[number] = test;
    return test(event);
  };
  return (event) => {
    forgetTexts();
    const found: number[] = [];
    for (const number of candidates(event)) {
      const rule = rules[number];
      if (rule && holds(number, rule, event)) found.push(number);
    }
    return found.length === 0 ? NONE : found.sort((a, b) => a - b).flatMap((number) => rules[number] ?? []);
  };
}

const NONE: readonly SigmaRule[] = [];

function checkNames({ detection, filters }: SigmaRule): void {
  for (const { condition, searches } of [detection, ...filters]) {
    const names = searches.map(({ name }) => name);
    const [missing] = missingNames(condition, names);
    if (missing !== undefined)
      throw new TypeError(`a checked condition names ${JSON.stringify(missing)}, which does not exist`);
  }
}

/** Filters are ANDed to the rule, each with search identifiers of its own (reference 8). */
const compileRule = ({ detection, filters }: SigmaRule): EventTest =>
  allOf([detection, ...filters].map(compileDetection));

/** Remembers what was made for each log source: callers have few, and ask with the same one again and again. */
function remembered(
  make: (source: LogSource | undefined) => Match,
): (source: LogSource | undefined) => Match {
  const made = new Map<string, Match>();
  let last: LogSource | undefined;
  let lastMade: Match | undefined;
  return (source) => {
    if (lastMade && sameSource(source, last)) return lastMade;
    const key = JSON.stringify([source && 1, source?.product, source?.service, source?.category]);
    if (made.size >= MOST_SOURCES) made.clear();
    lastMade = made.get(key) ?? make(source);
    last = source;
    made.set(key, lastMade);
    return lastMade;
  };
}

const sameSource = (a: LogSource | undefined, b: LogSource | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.product === b.product &&
    a.service === b.service &&
    a.category === b.category);
