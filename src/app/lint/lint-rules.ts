import { containedRules } from '#sigma/lint/contained';
import { correlationNotes } from '#sigma/lint/correlation-notes';
import { type DocumentPlaces, placesIn } from '#sigma/lint/document-places';
import { filterNotes } from '#sigma/lint/filter-notes';
import type { LintNote } from '#sigma/lint/lint-note';
import { detectionNotes, missingAttributes } from '#sigma/lint/lint-rule';
import type { JoinedRules } from '#sigma/load/join-rule-set';
import type { RuleText } from '#sigma/load/load';
import type { Place } from '#sigma/problems';
import type { RuleHead, SigmaCorrelation, SigmaFilter, SigmaRule } from '#sigma/rule';
import { correlationFieldNotes, deployedNotes } from './deployed-notes.ts';
import { eventNotes } from './event-notes.ts';
import { fieldNotes } from './field-notes.ts';
import { isForCloudTrail } from './for-cloudtrail.ts';
import { knownEvents } from './known-events.ts';
import { isSingleField } from './record-fields.ts';
import { tagNotes } from './tag-notes.ts';
import { valueNotes } from './value-notes.ts';

/** What a check found, with the rule or correlation that it is about. */
export interface LintFinding extends LintNote {
  readonly file: string;
  /** Empty where it has none. */
  readonly ruleId: string;
  readonly title: string;
}

/** Rules to look at, all that they may be compared with, and the texts that they came from. */
export interface LintInput {
  /** Its filters are all looked at: the pack has none. */
  readonly ruleSet: JoinedRules;
  /** Whether a rule is to be looked at; the others are there to be compared with. */
  readonly isOwn: (rule: RuleHead) => boolean;
  readonly texts: readonly RuleText[];
}

/** Looks rules and correlations over. What is found is in no order. */
export function lintRules({ ruleSet, isOwn, texts }: LintInput): readonly LintFinding[] {
  const places = placeFinder(texts);
  const rules = ruleSet.rules.filter(isOwn);
  const found = rules.map((rule) => ({ rule, notes: notesOfRule(rule, places(rule)) }));
  const dead = new Set(found.filter(({ notes }) => notes.some(neverMatches)).map(({ rule }) => rule.key));
  const correlations = ruleSet.correlations.filter(isOwn);
  const byKey = new Map([...ruleSet.rules, ...ruleSet.correlations].map((one) => [one.key, one]));
  return [
    ...found.flatMap(({ rule, notes }) => findingsOf(rule, notes)),
    ...correlations.flatMap((one) => findingsOf(one, notesOfCorrelation(one, places(one), byKey, dead))),
    ...ruleSet.filters.flatMap((one) => findingsOf(one, notesOfFilter(one, places(one), ruleSet.rules))),
    ...containmentFindings(ruleSet.rules, isOwn, places),
    ...titleFindings([...ruleSet.rules, ...ruleSet.correlations], isOwn, places),
  ];
}

const neverMatches = ({ code }: LintNote): boolean => code === 'LINT_NEVER_MATCHES';

/** Where a document is, and what it goes by. */
type Head = Pick<RuleHead, 'file' | 'line' | 'id' | 'title'>;

const findingsOf = (head: Head, notes: readonly LintNote[]): readonly LintFinding[] =>
  notes.map((note) => ({ ...note, file: head.file, ruleId: head.id ?? '', title: head.title }));

type Places = (head: Head) => DocumentPlaces;

const singleFieldsOf = (rule: SigmaRule) => (isForCloudTrail(rule) ? isSingleField : () => false);

const notesOfRule = (rule: SigmaRule, places: DocumentPlaces): readonly LintNote[] => [
  ...askedNotes(rule, places.at('detection', 'condition')),
  ...tagNotes(rule, places),
  ...missingAttributes(rule, places),
];

/** About what a rule, or a filter put onto it, asks of events. */
const askedNotes = (rule: SigmaRule, conditionAt: Place): readonly LintNote[] => [
  ...detectionNotes(rule.detection, { isSingle: singleFieldsOf(rule), conditionAt }),
  ...(isForCloudTrail(rule) ? recordNotes(rule) : []),
];

/** What a filter asks is looked at as if its first rule asked it. */
function notesOfFilter(
  filter: SigmaFilter,
  places: DocumentPlaces,
  rules: readonly SigmaRule[],
): readonly LintNote[] {
  const onto = rules.filter(({ key }) => filter.rules.includes(key));
  const asked = onto.slice(0, 1).map((rule) => ({ ...rule, detection: filter, filters: [] }));
  return [
    ...asked.flatMap((rule) => askedNotes(rule, places.at('filter', 'condition'))),
    ...filterNotes(filter, onto, places, singleFieldsOf),
  ];
}

function recordNotes(rule: SigmaRule): readonly LintNote[] {
  const known = knownEvents();
  return [...eventNotes(rule, known), ...fieldNotes(rule, known), ...valueNotes(rule)];
}

function notesOfCorrelation(
  one: SigmaCorrelation,
  places: DocumentPlaces,
  byKey: ReadonlyMap<string, SigmaRule | SigmaCorrelation>,
  dead: ReadonlySet<string>,
): readonly LintNote[] {
  const referred = one.correlation.rules.flatMap((key) => byKey.get(key) ?? []);
  const inner = referred.flatMap((other) => ('correlation' in other ? [other] : []));
  const carried = new Set(inner.flatMap(({ correlation }) => correlation.groupBy.map(({ name }) => name)));
  const isElsewhere = referred.some((other) => !('correlation' in other) && !isForCloudTrail(other));
  return [
    ...correlationNotes(one, places, dead),
    ...deployedNotes(one, places, inner),
    ...(isElsewhere ? [] : correlationFieldNotes(one, places, carried)),
    ...tagNotes(one, places),
    ...missingAttributes(one, places),
  ];
}

function containmentFindings(
  rules: readonly SigmaRule[],
  isOwn: LintInput['isOwn'],
  places: Places,
): readonly LintFinding[] {
  return containedRules(rules, singleFieldsOf)
    .filter(({ rule }) => isOwn(rule))
    .flatMap(({ rule, by, same }) => {
      const where = `"${by.title}" (${by.file}:${by.line})`;
      const message = same
        ? `it matches the same events as ${where}`
        : `every event that it matches is matched by ${where} too, which is of the same or a higher level`;
      const note = { code: 'LINT_CONTAINED', level: 'warning', message, found: rule.title } as const;
      return findingsOf(rule, [{ ...places(rule).keyAt('detection'), ...note }]);
    });
}

/** Of two titles that are equal, the later is named; letter case does not count. */
function titleFindings(
  heads: readonly RuleHead[],
  isOwn: LintInput['isOwn'],
  places: Places,
): readonly LintFinding[] {
  const first = new Map<string, RuleHead>();
  return heads.flatMap((head) => {
    const title = head.title.toLowerCase();
    const earlier = first.get(title);
    if (!earlier) first.set(title, head);
    if (!earlier || !isOwn(head)) return [];
    const message = `the rule in ${earlier.file}:${earlier.line} has the same title`;
    const note = { code: 'LINT_DUPLICATE_TITLE', level: 'warning', message, found: head.title } as const;
    return findingsOf(head, [{ ...places(head).keyAt('title'), ...note }]);
  });
}

function placeFinder(texts: readonly RuleText[]): Places {
  const textOf = new Map(texts.map(({ file, text }) => [file, text]));
  const read = new Map<string, (line: number) => DocumentPlaces>();
  return ({ file, line }) => {
    const places = read.get(file) ?? placesIn(textOf.get(file) ?? '');
    read.set(file, places);
    return places(line);
  };
}
