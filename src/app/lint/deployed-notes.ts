import type { DocumentPlaces } from '#sigma/lint/document-places';
import type { LintNote } from '#sigma/lint/lint-note';
import type { SigmaCorrelation } from '#sigma/rule';
import { MOST_COUNTED } from '../correlation/limits.ts';
import { ruleCard } from '../rule-cards.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { fieldNote } from './field-notes.ts';

type Note = LintNote<AwsLintCode>;

/** Finds what Trailhound cannot do with a correlation once it is deployed. */
export const deployedNotes = (one: SigmaCorrelation, places: DocumentPlaces): readonly Note[] => [
  ...countNotes(one, places),
  ...windowNotes(one, places),
];

function countNotes({ correlation }: SigmaCorrelation, places: DocumentPlaces): readonly Note[] {
  const isCount = correlation.type === 'event_count' || correlation.type === 'value_count';
  const most = Math.max(...correlation.condition.map(({ value }) => value));
  if (!isCount || most <= MOST_COUNTED) return [];
  const message = `it counts to ${most}; deployed, Trailhound counts to ${MOST_COUNTED} a group, and refuses the rule`;
  const at = places.at('correlation', 'condition');
  return [
    {
      ...at,
      code: 'LINT_THRESHOLD_DEPLOYED',
      level: 'warning',
      message,
      found: String(most),
      allowed: `at most ${MOST_COUNTED}`,
    },
  ];
}

/** Only where the rule sets a window itself: by default nobody chose it. */
function windowNotes(one: SigmaCorrelation, places: DocumentPlaces): readonly Note[] {
  const card = ruleCard(one);
  const seconds = one.correlation.timespanSeconds;
  if (!card.ok || settingsOf(one).window === undefined || card.value.windowMinutes * 60 >= seconds) return [];
  const message = `findings last ${card.value.windowMinutes} minutes, shorter than the timespan: what belongs together becomes several findings`;
  const found = String(card.value.windowMinutes);
  const allowed = `at least ${Math.ceil(seconds / 60)} minutes, at most 1440`;
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
