import type { Bound, Correlation } from '../correlation-ast.ts';
import type { SigmaCorrelation } from '../rule.ts';
import type { DocumentPlaces } from './document-places.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';

type Note = LintNote<SigmaLintCode>;

const COUNTING = ['event_count', 'value_count'];
const TEMPORAL = ['temporal', 'temporal_ordered'];

/** Finds correlations that can never fire, or that fire for every event. `dead`: keys of rules that never match. */
export function correlationNotes(
  one: SigmaCorrelation,
  places: DocumentPlaces,
  dead: ReadonlySet<string>,
): readonly Note[] {
  return [
    ...deadRules(one, places, dead),
    ...conditionNotes(one.correlation, places),
    ...oneRule(one, places),
  ];
}

/** A temporal correlation needs each of its rules unless it has a condition; a count needs one of them. */
function deadRules(
  { correlation }: SigmaCorrelation,
  places: DocumentPlaces,
  dead: ReadonlySet<string>,
): readonly Note[] {
  const silent = correlation.rules.filter((key) => dead.has(key));
  const isEach = silent.length === correlation.rules.length;
  const needsEach =
    TEMPORAL.includes(correlation.type) &&
    !meets(correlation.rules.length - silent.length, correlation.condition);
  return silent.map((key) => ({
    ...places.at('correlation', 'rules'),
    code: 'LINT_NEVER_FIRES',
    level: isEach || needsEach ? 'error' : 'warning',
    message: `the rule that it refers to can never match${isEach || needsEach ? ', so it never fires' : ''}`,
    found: key,
  }));
}

function conditionNotes({ type, condition, rules }: Correlation, places: DocumentPlaces): readonly Note[] {
  const at = places.at('correlation', 'condition');
  const found = condition.map(({ op, value }) => `${op} ${value}`).join(', ');
  const counts = COUNTING.includes(type);
  if (!counts && !TEMPORAL.includes(type)) return [];
  const most = counts
    ? condition.reduce((sum, { value }) => Math.max(sum, Math.abs(value) + 2), 2)
    : rules.length;
  if (!someCount(most, condition)) {
    const allowed = counts
      ? 'a condition that some whole number from 1 meets'
      : `a number from 1 to ${rules.length}, the rules that it names`;
    const message = 'no count meets the condition, so it never fires';
    return [{ ...at, code: 'LINT_NEVER_FIRES', level: 'error', message, found, allowed }];
  }
  if (!counts || !meets(1, condition)) return [];
  const message =
    'one event is enough for the condition, so it fires wherever its rule matches; nothing is correlated';
  return [
    { ...at, code: 'LINT_THRESHOLD_ONE', level: 'warning', message, found, suggestion: 'gte: 2 or more' },
  ];
}

/** Numbers up to which counts are tried; the largest bounds lie within. */
const MOST_TRIED = 100_000;

function someCount(most: number, condition: readonly Bound[]): boolean {
  if (most > MOST_TRIED) return true;
  for (let count = 1; count <= most; count += 1) if (meets(count, condition)) return true;
  return false;
}

const meets = (count: number, condition: readonly Bound[]): boolean =>
  condition.every(({ op, value }) => COMPARE[op](count, value));

const COMPARE: Readonly<Record<Bound['op'], (count: number, value: number) => boolean>> = {
  gt: (count, value) => count > value,
  gte: (count, value) => count >= value,
  lt: (count, value) => count < value,
  lte: (count, value) => count <= value,
  eq: (count, value) => count === value,
  neq: (count, value) => count !== value,
};

function oneRule({ correlation }: SigmaCorrelation, places: DocumentPlaces): readonly Note[] {
  if (!TEMPORAL.includes(correlation.type) || correlation.rules.length > 1) return [];
  const message = `${correlation.type} tells that several rules match together, and it names one`;
  const at = places.at('correlation', 'rules');
  return [
    {
      ...at,
      code: 'LINT_ONE_RULE',
      level: 'warning',
      message,
      found: correlation.type,
      suggestion: 'event_count',
    },
  ];
}
