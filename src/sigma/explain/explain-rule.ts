import { usedNames } from '../detection/condition-names.ts';
import type { Detection, Search } from '../detection-ast.ts';
import { applies, type LogSource } from '../log-source.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import type { RuleFilter, SigmaRule } from '../rule.ts';
import { explainCondition } from './explain-condition.ts';
import { explainItem } from './explain-item.ts';
import type { DetectionTrace, FilterTrace, RuleTrace, SearchTrace } from './traces.ts';

/**
 * Says why a rule matches an event, or why not: everything is judged, also what cannot change the answer any more.
 *
 * The verdict is that of the engine. Without a log source the event belongs to every one.
 */
export function explainRule(rule: SigmaRule, event: SigmaEvent, given?: LogSource): RuleTrace {
  const isMeant = given === undefined || applies(rule.logsource, given);
  const detection = explainDetection(rule.detection, event);
  const filters = rule.filters.map((filter) => explainFilter(filter, event));
  return {
    rule,
    held: isMeant && detection.held && filters.every(({ held }) => held),
    logsource: { wanted: rule.logsource, ...(given === undefined ? {} : { given }), held: isMeant },
    detection,
    filters,
  };
}

const explainFilter = (
  { title, id, file, line, ...detection }: RuleFilter,
  event: SigmaEvent,
): FilterTrace => ({
  ...{ title, file, line, ...(id === undefined ? {} : { id }) },
  ...explainDetection(detection, event),
});

function explainDetection({ searches, condition }: Detection, event: SigmaEvent): DetectionTrace {
  const names = searches.map(({ name }) => name);
  const used = new Set(usedNames(condition, names));
  const traced = searches.map((search) => explainSearch(search, used, event));
  const held = new Map(traced.map((search) => [search.name, search.held]));
  const trace = explainCondition(condition, held);
  return { held: trace.held, condition: trace, searches: traced };
}

function explainSearch({ name, anyOf }: Search, used: ReadonlySet<string>, event: SigmaEvent): SearchTrace {
  const groups = anyOf.map((group) => {
    const items = group.map((item) => explainItem(item, event));
    return { held: items.every(({ held }) => held), items };
  });
  return { name, used: used.has(name), held: groups.some(({ held }) => held), groups };
}
