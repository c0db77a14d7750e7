import type { DocumentPlaces } from '#sigma/lint/document-places';
import type { LintNote } from '#sigma/lint/lint-note';
import type { SigmaCorrelation } from '#sigma/rule';
import { MOST_WINDOW_MINUTES } from '../card-values.ts';
import { overLimit } from '../correlation/limits.ts';
import { ruleCard } from '../rule-cards.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { fieldNote } from './field-notes.ts';

type Note = LintNote<AwsLintCode>;

/** Finds what Trailhound cannot do with a correlation once it is deployed; `inner`: the correlations that it refers to. */
export const deployedNotes = (
  one: SigmaCorrelation,
  places: DocumentPlaces,
  inner: readonly SigmaCorrelation[],
): readonly Note[] => [...limitNotes(one, places, inner), ...windowNotes(one, places)];

/** What building the pack of a deployment would refuse. */
function limitNotes(
  one: SigmaCorrelation,
  places: DocumentPlaces,
  inner: readonly SigmaCorrelation[],
): readonly Note[] {
  const problem = overLimit(one, inner);
  if (problem === undefined) return [];
  const message = `a deployment refuses it: ${problem}`;
  return [
    { ...places.keyAt('correlation'), code: 'LINT_DEPLOYED', level: 'warning', message, found: one.title },
  ];
}

/** Only where the rule sets a window itself: by default nobody chose it. */
function windowNotes(one: SigmaCorrelation, places: DocumentPlaces): readonly Note[] {
  const card = ruleCard(one);
  const least = Math.min(Math.ceil(one.correlation.timespanSeconds / 60), MOST_WINDOW_MINUTES);
  if (!card.ok || settingsOf(one).window === undefined || card.value.windowMinutes >= least) return [];
  const message = `findings last ${card.value.windowMinutes} minutes, shorter than the timespan: what belongs together becomes several findings`;
  const found = String(card.value.windowMinutes);
  const allowed = `${least} to ${MOST_WINDOW_MINUTES} minutes`;
  return [
    { ...places.at('trailhound', 'window'), code: 'LINT_WINDOW', level: 'notice', message, found, allowed },
  ];
}

const settingsOf = ({ custom }: SigmaCorrelation): Readonly<Record<string, unknown>> =>
  typeof custom.trailhound === 'object' && custom.trailhound !== null
    ? (custom.trailhound as Readonly<Record<string, unknown>>)
    : {};

/**
 * Finds fields of a correlation that no record has. Groups go by fields, or by aliases, which stand for fields of their own
 * in each rule; `carried` are the names that correlations below it answer with.
 */
export function correlationFieldNotes(
  { correlation }: SigmaCorrelation,
  places: DocumentPlaces,
  carried: ReadonlySet<string>,
): readonly Note[] {
  const groups = correlation.groupBy.flatMap(({ name, byRule }, index) => {
    if (carried.has(name)) return [];
    if (!byRule) return fieldNote(name, places.at('correlation', 'group-by', index), 'error') ?? [];
    const at = places.at('correlation', 'aliases', name);
    return [...new Set(Object.values(byRule))].flatMap((field) => fieldNote(field, at, 'error') ?? []);
  });
  const at = places.at('correlation', 'condition', 'field');
  return [...groups, ...correlation.fields.flatMap((field) => fieldNote(field, at, 'error') ?? [])];
}
