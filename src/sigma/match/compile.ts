import { targetNames } from '../detection/condition-names.ts';
import type { Condition, Detection, Search } from '../detection-ast.ts';
import { compileItem, type EventTest } from './compile-items.ts';

/** Compiles a checked detection once; the result is pure and can be asked about any number of events. */
export function compileDetection(detection: Detection): EventTest {
  const searches = new Map(detection.searches.map((search) => [search.name, compileSearch(search)]));
  return compileCondition(detection.condition, searches);
}

const compileSearch = (search: Search): EventTest =>
  anyOf(search.anyOf.map((group) => allOf(group.map(compileItem))));

function compileCondition(condition: Condition, searches: ReadonlyMap<string, EventTest>): EventTest {
  if (condition.op === 'search') return searchNamed(condition.name, searches);
  if (condition.op === 'not') {
    const inner = compileCondition(condition.of, searches);
    return (event) => !inner(event);
  }
  if (condition.op === 'of') {
    const names = targetNames(condition.target, [...searches.keys()]);
    const counted = names.map((name) => searchNamed(name, searches));
    return condition.quantity === 'one' ? anyOf(counted) : allOf(counted);
  }
  const inner = condition.of.map((one) => compileCondition(one, searches));
  return condition.op === 'or' ? anyOf(inner) : allOf(inner);
}

function searchNamed(name: string, searches: ReadonlyMap<string, EventTest>): EventTest {
  const search = searches.get(name);
  if (!search) throw new TypeError(`a checked condition names ${JSON.stringify(name)}, which does not exist`);
  return search;
}

function anyOf(tests: readonly EventTest[]): EventTest {
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (event) => {
    for (const test of tests) if (test(event)) return true;
    return false;
  };
}

/** Joins tests of which every one must hold. */
export function allOf(tests: readonly EventTest[]): EventTest {
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (event) => {
    for (const test of tests) if (!test(event)) return false;
    return true;
  };
}
