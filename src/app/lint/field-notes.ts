import type { Item } from '#sigma/detection-ast';
import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { polarity } from '#sigma/lint/truth';
import { type Place, shown } from '#sigma/problems';
import type { SigmaRule } from '#sigma/rule';
import { advise } from './advice.ts';
import { type Group, groupsOf, namesAsked, sourcesAsked } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import type { KnownEvents } from './known-events.ts';
import { fieldSlip, unwrappedField } from './record-fields.ts';

type Note = LintNote<AwsLintCode>;

/** Finds fields that records, or the calls that the rule asks for, do not have. */
export function fieldNotes(rule: SigmaRule, known: KnownEvents): readonly Note[] {
  const { wanted } = polarity(rule.detection);
  return groupsOf(rule).flatMap((group) =>
    group.items.flatMap((item): readonly Note[] => {
      if (item.field === null) return [];
      const level: LintLevel = wanted.has(group.search.name) ? 'error' : 'warning';
      const note = fieldNote(item.field, item, level);
      return note ? [note] : parameterNotes(item, { rule, group, known, level });
    }),
  );
}

/** What is wrong with a field of the record itself; nothing where services differ. `level`: for what cannot be right. */
export function fieldNote(field: string, at: Place, level: LintLevel): Note | undefined {
  const slip = fieldSlip(field);
  if (!slip) return undefined;
  const common = { line: at.line, column: at.column, found: field };
  if (slip.kind === 'case') {
    const { meant } = slip;
    const message = caseText(field, meant);
    return { ...common, code: 'LINT_FIELD_CASE', level, message, allowed: meant, suggestion: meant };
  }
  const own = unwrappedField(field);
  if (own !== undefined) return { ...common, ...envelopeNote(own), level };
  const { hint, instead } = advise(slip.part, slip.allowed, slip.whole);
  return {
    ...common,
    // AWS adds to what lies deeper more often than to the record itself.
    ...{ code: 'LINT_FIELD', level: slip.nested ? 'warning' : level, allowed: slip.allowed.join(', ') },
    message: `records of CloudTrail have no field ${shown(field)}${hint}`,
    ...instead,
  };
}

/** Rules see the record, in whatever it came. */
function envelopeNote(own: string): Pick<Note, 'code' | 'message' | 'suggestion'> {
  const message =
    "rules see CloudTrail's record, not EventBridge's event around it, of which detail is the record";
  if (own === '') return { code: 'LINT_FIELD', message };
  return { code: 'LINT_FIELD', message: `${message}; write ${own}`, suggestion: own };
}

/** Says that letter case is wrong. */
export const caseText = (field: string, meant: string): string =>
  `no record has the field ${field}: CloudTrail spells it ${meant}, and case counts in field names`;

const PARAMETERS = 'requestParameters.';
/** Services whose parameters CloudTrail does not always spell as their model does. */
const UNEVEN = ['rds.amazonaws.com'];
/** Parameters that are recorded and that no model has (from published records). */
const UNLISTED = [
  'host',
  'interactive',
  'overridePendingWindowCheck',
  'originSequenceNumber',
  'sourceRegion',
];

interface Asked {
  readonly rule: SigmaRule;
  readonly group: Group;
  readonly known: KnownEvents;
  readonly level: LintLevel;
}

function parameterNotes(item: Item, asked: Asked): readonly Note[] {
  const { field } = item;
  if (!field?.startsWith(PARAMETERS)) return [];
  const [name = '', ...below] = field.slice(PARAMETERS.length).split('.');
  const calls = callsAsked(asked);
  const allowed = parametersOf(calls, asked.known);
  if (!allowed || allowed.includes(name) || UNLISTED.includes(name)) return [];
  const common = {
    ...{ line: item.line, column: item.column, found: field },
    allowed: allowed.length > 0 ? allowed.join(', ') : 'none: the call takes no parameters',
  };
  const whole = (member: string): string => [PARAMETERS + member, ...below].join('.');
  const same = allowed.find((member) => member.toLowerCase() === name.toLowerCase());
  if (same !== undefined) {
    const level = calls.some(([source]) => UNEVEN.includes(source)) ? 'warning' : asked.level;
    const message = caseText(field, whole(same));
    return [{ ...common, code: 'LINT_FIELD_CASE', level, message, suggestion: whole(same) }];
  }
  const { hint, instead } = advise(name, allowed, whole);
  const message = `${callText(calls)} no request parameter ${name}${hint}`;
  return [{ ...common, ...instead, code: 'LINT_PARAMETER', level: 'warning', message }];
}

type Call = readonly [source: string, name: string];

const callText = (calls: readonly Call[]): string =>
  calls.length === 1 ? `${calls[0]?.[1]} has` : `the ${calls.length} calls that it is asked of have`;

/** The parameters that any of the calls has; `undefined` where that is not known of all of them. */
function parametersOf(calls: readonly Call[], known: KnownEvents): readonly string[] | undefined {
  const each = calls.map(([source, call]) => known.parametersOf(source, call));
  if (each.length === 0 || each.includes(undefined)) return undefined;
  return [...new Set(each.flatMap((members) => members ?? []))].sort();
}

/** The calls that a group is about; empty where it may be any. */
function callsAsked({ rule, group, known }: Asked): readonly Call[] {
  const sources = sourcesAsked(rule, group, known) ?? [];
  return sources.flatMap((source) => {
    const names = namesAsked(rule, group, known.namesOf(source) ?? []) ?? [''];
    return names.map((name): Call => [source, name]);
  });
}
