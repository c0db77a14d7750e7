import { usedNames } from '../detection/condition-names.ts';
import type { Detection, Item, ItemValue, Search } from '../detection-ast.ts';
import { type Place, shown } from '../problems.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';
import { asksAValue, decideFor, literalsOf, literalsOfValue, testsOf } from './single-values.ts';
import { conditionTruth, detectionTruth, groupTruth, polarity, type Truth } from './truth.ts';

type Note = LintNote<SigmaLintCode>;

/** What the checks need to know besides the detection. */
export interface NeverTrueContext {
  /** Whether a field has at most one value in every event. Of a list, two elements may meet two values. */
  readonly isSingle: (field: string) => boolean;
  /** Where the condition stands. */
  readonly conditionAt: Place;
}

/**
 * Finds what can never be true: conditions, selections, and values that the rest of the rule excludes.
 *
 * Sound, not complete: what it names never is true; what it can't decide, it passes over.
 */
export function neverTrue(detection: Detection, context: NeverTrueContext): readonly Note[] {
  const condition = conditionNotes(detection, context.conditionAt);
  if (condition.length > 0) return condition;
  const clashes = clashesIn(detection, context);
  const excluded = clashes.length > 0 ? [] : excludedValues(detection, context);
  const dead = new Set([...clashes, ...excluded.filter(({ whole }) => whole)].map(({ item }) => item));
  const never = detectionTruth(detection, (item) => (dead.has(item) ? false : undefined)) === false;
  return [
    ...(never ? [neverNote(context.conditionAt)] : []),
    ...clashes.map((clash) => clashNote(clash, detection)),
    ...excluded.map(excludedNote),
  ];
}

const neverNote = (at: Place): Note => ({
  ...at,
  ...{ code: 'LINT_NEVER_MATCHES', level: 'error', found: '' },
  message: 'the rule can match no event: what it asks for excludes itself',
});

/** Searches up to which every combination of their answers is tried. */
const MOST_SEARCHES = 10;

/** Tries the condition with its searches true and false in every combination. */
function conditionNotes(detection: Detection, at: Place): readonly Note[] {
  const names = usedNames(
    detection.condition,
    detection.searches.map(({ name }) => name),
  );
  const used = [...new Set(names)];
  if (used.length > MOST_SEARCHES) return [];
  const answers = new Set<Truth>();
  for (let bits = 0; bits < 2 ** used.length; bits += 1) {
    const of = ({ name }: Search): boolean => ((bits >> used.indexOf(name)) & 1) === 1;
    answers.add(conditionTruth(detection.condition, detection, of));
  }
  if (answers.has(false) && answers.has(true)) return [];
  const never = !answers.has(true);
  return [
    {
      ...at,
      code: never ? 'LINT_NEVER_MATCHES' : 'LINT_MATCHES_ALL',
      level: never ? 'error' : 'warning',
      message: never
        ? 'the condition contradicts itself: it holds for no event'
        : 'the condition holds for every event, whatever its selections find',
      found: used.join(', '),
    },
  ];
}

/** An entry that can't hold beside the others of its group. */
interface Clash {
  readonly item: Item;
  readonly why: string;
}

/** The same, with the search that it stands in. */
type FoundClash = Clash & { readonly search: Search };

const clashesIn = (detection: Detection, { isSingle }: NeverTrueContext): readonly FoundClash[] =>
  detection.searches.flatMap((search) =>
    search.anyOf.flatMap((group) => {
      const clash = absentAndPresent(group) ?? noCommonValue(group, isSingle) ?? emptyRange(group, isSingle);
      return clash ? [{ ...clash, search }] : [];
    }),
  );

const clashNote = ({ item, why, search }: FoundClash, detection: Detection): Note => ({
  ...{ line: item.line, column: item.column, code: 'LINT_NEVER_TRUE', found: item.key },
  level: polarity(detection).wanted.has(search.name) ? 'error' : 'warning',
  message: `${search.name} can never be true: ${why}`,
});

const asksPresence = (item: Item): boolean => !item.negated && asksAValue(item);
const asksAbsence = (item: Item): boolean =>
  !item.negated && testsOf(item).some((test) => test.kind === 'exists' && !test.present);

function absentAndPresent(group: readonly Item[]): Clash | undefined {
  const absent = group.find(asksAbsence);
  const other = absent && group.find((item) => item.field === absent.field && asksPresence(item));
  return other && { item: other, why: `${other.field} must not be there, and must have a value` };
}

/** Two entries of one field, of which each excludes all that the other allows. */
function noCommonValue(group: readonly Item[], isSingle: NeverTrueContext['isSingle']): Clash | undefined {
  for (const item of group) {
    const { field } = item;
    if (field === null || !isSingle(field) || item.negated) continue;
    const literals = literalsOf(item);
    if (!literals) continue;
    const fits = (text: string): boolean => groupTruth(group, decideFor(field, text)) !== false;
    if (literals.some(fits)) continue;
    const other = group.find((one) => one !== item && one.field === field) ?? item;
    return { item: other, why: `no single value of ${field} meets all that it asks of that field` };
  }
  return undefined;
}

function emptyRange(group: readonly Item[], isSingle: NeverTrueContext['isSingle']): Clash | undefined {
  const compared = group.filter(
    (item) => item.field !== null && isSingle(item.field) && !item.negated && item.values.length === 1,
  );
  for (const item of compared) {
    const lower = boundOf(item, ['gt', 'gte']);
    if (!lower) continue;
    const upper = compared.find((one) => {
      const bound = one.field === item.field ? boundOf(one, ['lt', 'lte']) : undefined;
      if (!bound) return false;
      const touches = bound.value === lower.value && bound.op === 'lte' && lower.op === 'gte';
      return bound.value <= lower.value && !touches;
    });
    if (upper) return { item: upper, why: `no number lies in the range that is asked of ${item.field}` };
  }
  return undefined;
}

function boundOf(item: Item, ops: readonly string[]) {
  const [test, ...more] = testsOf(item);
  return test?.kind === 'compare' && more.length === 0 && ops.includes(test.op) ? test : undefined;
}

/** A value that no event which the rule matches can have. */
interface Excluded {
  readonly item: Item;
  readonly value: ItemValue;
  readonly search: Search;
  /** So it is with every value of the item. */
  readonly whole: boolean;
}

/** Values that a selection asks for, and another excludes. */
function excludedValues(detection: Detection, { isSingle }: NeverTrueContext): readonly Excluded[] {
  const { wanted, unwanted } = polarity(detection);
  const isExcluded = (field: string, value: ItemValue): boolean =>
    literalsOfValue(value)?.every((text) => detectionTruth(detection, decideFor(field, text)) === false) ??
    false;
  return detection.searches
    .filter(({ name }) => wanted.has(name) && !unwanted.has(name))
    .flatMap((search) =>
      search.anyOf.flat().flatMap((item) => {
        const { field } = item;
        if (field === null || item.negated || !isSingle(field)) return [];
        const out = item.values.filter((value) => isExcluded(field, value));
        const whole = out.length === item.values.length;
        return out.map((value) => ({ item, value, search, whole }));
      }),
    );
}

const excludedNote = ({ item, value, search, whole }: Excluded): Note => ({
  ...{ line: value.line, column: value.column, code: 'LINT_VALUE_WITHOUT_EFFECT' },
  level: whole ? 'error' : 'warning',
  message: `${search.name}: an event whose ${item.field} is ${textsOf(value)} can never match: another part of the rule excludes it`,
  found: textsOf(value),
});

const textsOf = (value: ItemValue): string => (literalsOfValue(value) ?? []).map(shown).join(' or ');
