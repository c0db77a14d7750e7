import { ruleCard } from '#app/rule-cards';
import type { DocumentCheck, DocumentReport, LoadReport, RuleText } from '#sigma/load/load';
import { loadRules } from '#sigma/load/load';
import type { DocumentHead } from '#sigma/rule';
import { attributePlace, settingPlace } from './setting-place.ts';

/**
 * What Trailhound asks of rules beyond Sigma: a `trailhound` block that can be read, and, where they have no id, a title
 * that no other such rule has, because findings are named after it.
 */
export function ownChecks(texts: readonly RuleText[]): DocumentCheck {
  const textOf = new Map(texts.map(({ file, text }) => [file, text]));
  const titles = new Map<string, DocumentHead>();
  return (head) => {
    const text = textOf.get(head.file) ?? '';
    const card = ruleCard(head);
    const problems = card.ok
      ? []
      : card.error.map((message) => ({
          ...{ code: 'SIGMA_ATTRIBUTE' as const, message },
          ...placed(settingPlace(text, head.line, message)),
        }));
    if (head.id !== undefined) return problems;
    const earlier = titles.get(head.title);
    if (!earlier) titles.set(head.title, head);
    if (!earlier) return problems;
    const message = `without an id a rule goes by its title, and this one is that of the rule in ${earlier.file}:${earlier.line}; give this rule an id`;
    const place = placed(attributePlace(text, head.line, 'title'));
    return [...problems, { code: 'SIGMA_DUPLICATE_RULE', message, ...place }];
  };
}

const placed = ({ line, column }: { readonly line?: number; readonly column?: number }) =>
  line === undefined || column === undefined ? {} : { at: { line, column } };

/**
 * Says better of own rules whose id a rule of the pack has what a person can do about it. `report` is of the pack and the
 * own `texts` together.
 */
export function adviseOnPack(
  documents: readonly DocumentReport[],
  pack: LoadReport['rules'],
  texts: readonly RuleText[],
): readonly DocumentReport[] {
  return documents.map((one) => {
    if (one.code !== 'SIGMA_DUPLICATE_RULE' || one.ruleId === undefined) return one;
    const id = one.ruleId.toLowerCase();
    const builtin = pack.find((rule) => rule.id?.toLowerCase() === id);
    if (!builtin) return one;
    const own = texts.find(({ file }) => file === one.file);
    const rule = own && loadRules([own]).rules.find((candidate) => candidate.id?.toLowerCase() === id);
    const isSame = rule !== undefined && contentOf(rule) === contentOf(builtin);
    return { ...one, message: isSame ? SAME : takenText(one.ruleId, builtin.title) };
  });
}

const SAME =
  'this very rule is built in already: leave out --rules for it, or leave out the pack with --no-builtin';

const takenText = (id: string, title: string): string =>
  `the id ${id} is that of the built-in rule "${title}"; give this rule another id, or leave out the pack with --no-builtin`;

/** All that a rule says, wherever it lies and whatever others say of it. */
const contentOf = ({ key, filters, silent, ...rule }: LoadReport['rules'][number]): string =>
  JSON.stringify({ ...rule, file: '' }, (name, value: unknown) => (isPlace(name, value) ? undefined : value));
const isPlace = (name: string, value: unknown): boolean =>
  (name === 'line' || name === 'column') && typeof value === 'number';
