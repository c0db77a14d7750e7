/**
 * Sigma rules by their reference document: slow, and as plain as can be. The text is read anew for every event with the YAML
 * library's own types; fields are walked, and patterns tried in every way. Nothing is taken from the engine.
 *
 * Only for rules that are in order: what has to be refused is not noticed here.
 */
import { isObject, valuesAt } from './event-fields.ts';
import { documentsOf, listOf, mapOf, type RuleNode, type RuleValue, textOfNode } from './rule-text.ts';
import { type Placeholders, type ValueTest, valueTest } from './value-tests.ts';

/** Whether the first rule of a text, with the filters behind it, matches an event. */
export function matchesByReference(text: string, event: unknown, placeholders: Placeholders = {}): boolean {
  const documents = documentsOf(text).map(mapOf);
  const rule = documents.find((document) => document.has('detection'));
  if (!rule) throw new Error('there is no rule');
  const filters = documents.filter((document) => isFilterOf(document, rule));
  return [mapOf(rule.get('detection')), ...filters.map((filter) => mapOf(filter.get('filter')))].every(
    (detection) => holds(detection, event, placeholders),
  );
}

type Entries = ReadonlyMap<string, RuleNode>;

function isFilterOf(document: Entries, rule: Entries): boolean {
  const filter = mapOf(document.get('filter'));
  const names = listOf(filter.get('rules')).map(textOfNode);
  const own = ['id', 'name', 'title'].map((key) => textOfNode(rule.get(key)));
  const isMeant = names.join() === 'any' || names.some((name) => own.includes(name));
  const source = mapOf(rule.get('logsource'));
  return (
    document.has('filter') &&
    isMeant &&
    [...mapOf(document.get('logsource'))].every(
      ([key, node]) => textOfNode(source.get(key)).toLowerCase() === textOfNode(node).toLowerCase(),
    )
  );
}

function holds(detection: Entries, event: unknown, placeholders: Placeholders): boolean {
  const names = [...detection.keys()].filter((name) => name !== 'condition' && name !== 'rules');
  const verdicts = new Map(
    names.map((name) => [name, searchHolds(detection.get(name) as RuleNode, event, placeholders)]),
  );
  return listOf(detection.get('condition')).some((condition) =>
    conditionHolds(textOfNode(condition), verdicts),
  );
}

/** The language's own operators bind as those of Sigma do: the condition is written in them, and run. */
function conditionHolds(condition: string, verdicts: ReadonlyMap<string, boolean>): boolean {
  const words = condition.match(/[()]|[^\s()]+/g) ?? [];
  const written: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (words[0] === 'of') {
      const [, target = ''] = words.splice(0, 2);
      const counted = [...verdicts].filter(([name]) => isCounted(name, target)).map(([, verdict]) => verdict);
      written.push(String(word === 'all' ? counted.every(Boolean) : counted.some(Boolean)));
    } else written.push(OPERATORS[word] ?? String(verdicts.get(word)));
  }
  return new Function(`return ${written.join(' ')};`)() === true;
}

const OPERATORS: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!', '(': '(', ')': ')' };

function isCounted(name: string, target: string): boolean {
  const isHidden = name.startsWith('_');
  if (target === 'them') return !isHidden;
  const pattern = new RegExp(`^${target.replaceAll('*', '.*')}$`);
  return pattern.test(name) && (!isHidden || target.startsWith('_'));
}

function searchHolds(search: RuleNode, event: unknown, placeholders: Placeholders): boolean {
  if ('map' in search) return mapHolds(search.map, event, placeholders);
  const keywords = listOf(search).filter((one) => 'scalar' in one);
  const maps = listOf(search).filter((one) => 'map' in one);
  return (
    maps.some((one) => mapHolds(mapOf(one), event, placeholders)) ||
    (keywords.length > 0 && itemHolds('', { list: keywords }, event, placeholders))
  );
}

const mapHolds = (map: Entries, event: unknown, placeholders: Placeholders): boolean =>
  [...map].every(([key, node]) => itemHolds(key, node, event, placeholders));

function itemHolds(key: string, node: RuleNode, event: unknown, placeholders: Placeholders): boolean {
  const [field = '', ...modifiers] = key.split('|');
  const wanted = listOf(node).flatMap((one) => ('scalar' in one ? [one.scalar] : []));
  const given = field === '' ? keywordValues(event) : valuesAt(event, field);
  const isHeld = fieldHolds(field, modifiers, wanted, given, event, placeholders);
  return modifiers.includes('neq') ? !isHeld : isHeld;
}

function fieldHolds(
  field: string,
  modifiers: readonly string[],
  wanted: readonly RuleValue[],
  given: readonly unknown[] | undefined,
  event: unknown,
  placeholders: Placeholders,
): boolean {
  if (modifiers.includes('exists')) return (given !== undefined) === wanted[0]?.value;
  if (wanted[0]?.value === null) return given === undefined || given.includes(null);
  const isMet = (test: ValueTest): boolean => (given ?? []).some((value) => test(value, event));
  const tests = wanted.map((value) => valueTest(value, modifiers, field === '', placeholders));
  return modifiers.includes('all') ? tests.every(isMet) : tests.some(isMet);
}

/** Every value below, but no keys; a text line is one value. */
function keywordValues(event: unknown): readonly unknown[] {
  if (Array.isArray(event)) return event.flatMap(keywordValues);
  return isObject(event) ? Object.values(event).flatMap(keywordValues) : [event];
}
