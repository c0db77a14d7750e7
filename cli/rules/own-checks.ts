import { ruleCard } from '#app/rule-cards';
import { type DocumentCheck, type DocumentReport, loadRules, type RuleText } from '#sigma/load/load';
import type { TakenBy } from '#sigma/problems';
import type { SigmaCorrelation, SigmaRule } from '#sigma/rule';
import { settingPlace } from './setting-place.ts';

/** What Trailhound asks of rules beyond Sigma: a `trailhound` block that can be read. */
export function ownChecks(texts: readonly RuleText[]): DocumentCheck {
  const textOf = new Map(texts.map(({ file, text }) => [file, text]));
  return (head) => {
    const text = textOf.get(head.file) ?? '';
    const card = ruleCard(head);
    if (card.ok) return [];
    return card.error.map((message) => ({
      ...{ code: 'SIGMA_ATTRIBUTE' as const, message },
      ...placed(settingPlace(text, head.line, message)),
    }));
  };
}

const placed = ({ line, column }: { readonly line?: number; readonly column?: number }) =>
  line === undefined || column === undefined ? {} : { at: { line, column } };

/**
 * Says better of own documents whose id or name one of the pack has what a person can do about it. `documents` are the
 * own ones of `texts`, loaded together with the pack.
 */
export function adviseOnPack(
  documents: readonly DocumentReport[],
  pack: readonly Runnable[],
  texts: readonly RuleText[],
): readonly DocumentReport[] {
  const builtinAt = new Map(pack.map((rule) => [placeOf(rule), rule]));
  return documents.flatMap((one) => {
    const builtin = one.takenBy && builtinAt.get(placeOf(one.takenBy));
    if (!one.takenBy || !builtin) return [one];
    if (!isCopy(one, builtin, texts)) return [{ ...one, message: takenText(one.takenBy.key, builtin) }];
    // A copy has the name as well as the id; once is enough.
    return one.takenBy.key === 'id' ? [{ ...one, message: SAME }] : [];
  });
}

type Runnable = SigmaRule | SigmaCorrelation;

const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${file}\u0000${line}`;

const SAME = 'this very rule is built in already: leave it out here, or leave out the pack with --no-builtin';

const takenText = (key: TakenBy['key'], builtin: Runnable): string =>
  `the ${key} ${builtin[key]} is that of the built-in rule "${builtin.title}"; give this rule another ${key}, or leave out the pack with --no-builtin`;

/** Whether a document says all that the built-in one says whose id it has, and nothing else. */
function isCopy({ file, ruleId }: DocumentReport, builtin: Runnable, texts: readonly RuleText[]): boolean {
  if (ruleId?.toLowerCase() !== builtin.id?.toLowerCase()) return false;
  const { rules, correlations } = loadRules(texts.filter((text) => text.file === file));
  const own = [...rules, ...correlations].find(({ id }) => id?.toLowerCase() === builtin.id?.toLowerCase());
  return own !== undefined && contentOf(own) === contentOf(builtin);
}

/** All that a rule says, wherever it lies and whatever others say of it. */
const contentOf = ({ key, silent, ...rule }: Runnable): string =>
  JSON.stringify({ ...rule, file: '', filters: [] }, (name, value: unknown) =>
    isPlace(name, value) ? undefined : value,
  );
const isPlace = (name: string, value: unknown): boolean =>
  (name === 'line' || name === 'column') && typeof value === 'number';
