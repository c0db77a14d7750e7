import { resolve } from 'node:path';
import { ruleCard } from '#app/rule-cards';
import type { LoadReport, RuleText } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { attributePlace } from './setting-place.ts';

/**
 * Refuses rules whose id (or title, where they have none) another rule has: findings are named after it, so two such
 * rules would swallow each other's.
 *
 * `builtin`: the pack; of two rules the later is refused, and of a built-in and an own one the own.
 */
export function refuseTakenIds(
  { rules, documents }: LoadReport,
  builtin: readonly SigmaRule[],
  texts: readonly RuleText[],
): LoadReport {
  const pack = new Set(builtin.map(contentOf));
  const owners = new Map<string, string>();
  const add = (rule: SigmaRule, words: string): string | undefined => {
    const id = idOf(rule);
    const owner = owners.get(id);
    if (owner === undefined) owners.set(id, words);
    return owner;
  };
  for (const rule of builtin) add(rule, `the built-in rule "${rule.title}"`);
  const problems = new Map<string, string>();
  for (const rule of rules) {
    const owner = add(rule, `the rule in ${rule.file}:${rule.line}`);
    if (owner !== undefined) {
      problems.set(placeOf(rule), pack.has(contentOf(rule)) ? SAME : takenText(rule, owner));
    }
  }
  return {
    rules: rules.filter((rule) => !problems.has(placeOf(rule))),
    documents: documents.map((one) => {
      const message = one.state === 'loaded' ? problems.get(placeOf(one)) : undefined;
      if (message === undefined) return one;
      const text = texts.find(({ file }) => file === one.file)?.text ?? '';
      const place = attributePlace(text, one.line, one.ruleId === undefined ? 'title' : 'id');
      return { ...one, ...place, state: 'refused', code: 'SIGMA_DUPLICATE_RULE', message };
    }),
  };
}

const SAME =
  'this very rule is built in already: leave out --rules for it, or leave out the pack with --no-builtin';

/** All that a rule says, wherever it lies. */
const contentOf = (rule: SigmaRule): string =>
  JSON.stringify({ ...rule, file: '' }, (name, value: unknown) => (isPlace(name, value) ? undefined : value));
const isPlace = (name: string, value: unknown): boolean =>
  (name === 'line' || name === 'column') && typeof value === 'number';

function takenText({ id }: SigmaRule, owner: string): string {
  const what = id === undefined ? 'without an id a rule goes by its title, and this one' : `the id ${id}`;
  const pack = owner.startsWith('the built-in') ? ', or leave out the pack with --no-builtin' : '';
  return `${what} is that of ${owner}; give this rule ${id === undefined ? 'an' : 'another'} id${pack}`;
}

/** What the rule's findings are named after. */
function idOf(rule: SigmaRule): string {
  const card = ruleCard(rule);
  return card.ok ? card.value.ruleId : (rule.id ?? `title:${rule.title}`);
}

/** The pack without the rules whose very files were named: then those stand for them. */
export function withoutNamed(
  builtin: readonly SigmaRule[],
  root: string,
  paths: ReadonlySet<string>,
): readonly SigmaRule[] {
  return builtin.filter(({ file }) => !paths.has(resolve(root, file)));
}

const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${file}\u0000${line}`;
