import { severityRank } from '#core/severity';
import { requiredValues } from '../pushdown/witness.ts';
import type { SigmaRule } from '../rule.ts';
import { candidatesFor, type Needing } from './containing-candidates.ts';
import { type Conjunct, waysToMatch } from './disjuncts.ts';
import { waysImply } from './implied.ts';

/** A rule that adds nothing to another. */
export interface Containment {
  readonly rule: SigmaRule;
  /** Matches all that `rule` matches, and is of the same or a higher level. */
  readonly by: SigmaRule;
  /** The other way round too: they match the same events. */
  readonly same: boolean;
}

interface Taken extends Needing {
  readonly rule: SigmaRule;
  readonly ways: readonly Conjunct[];
  /** As of `neverTrue`. */
  readonly isSingle: (field: string) => boolean;
}

/**
 * Finds the rules that others contain: every event that they match, the other matches too.
 *
 * A rule of a higher level than the one that contains it is left out: it says that some of those events are worse. So is
 * a silent rule, on either side: a correlation speaks for it. Of two rules that match the same, the later one is named.
 */
export function containedRules(
  rules: readonly SigmaRule[],
  isSingle: (rule: SigmaRule) => (field: string) => boolean,
): readonly Containment[] {
  const taken = rules.filter(({ silent }) => !silent).flatMap((rule) => taking(rule, isSingle(rule)) ?? []);
  const candidates = candidatesFor(taken);
  return taken.flatMap((one, index) => {
    const place = candidates(one).find((at) => at !== index && isNeedless(one, taken[at], at < index));
    const by = place === undefined ? undefined : taken[place];
    return by ? [{ rule: one.rule, by: by.rule, same: contains(one, by) }] : [];
  });
}

/** Whether `other`, of the same log source, makes `one` needless. */
function isNeedless(one: Taken, other: Taken | undefined, earlier: boolean): boolean {
  if (!other || levelOf(one.rule) > levelOf(other.rule)) return false;
  if (!mayContain(other, one) || !contains(other, one)) return false;
  const tie = levelOf(one.rule) === levelOf(other.rule) && contains(one, other);
  return earlier || !tie;
}

const contains = (wide: Taken, narrow: Taken): boolean => waysImply(narrow.ways, wide.ways, narrow.isSingle);

/** A quick look that settles nearly all pairs: what the wider rule needs, the narrower must need too, and no more of it. */
function mayContain(wide: Taken, narrow: Taken): boolean {
  for (const [field, texts] of wide.needs) {
    const own = narrow.needs.get(field);
    if (!own) return false;
    for (const text of own) if (!texts.has(text)) return false;
  }
  return true;
}

const levelOf = ({ level }: SigmaRule): number => severityRank(level ?? 'medium');

function taking(rule: SigmaRule, isSingle: Taken['isSingle']): Taken | undefined {
  const ways = waysToMatch(rule);
  const { category = '', product = '', service = '' } = rule.logsource;
  const source = [category, product, service].join('\u0000').toLowerCase();
  return ways && ways.length > 0 ? { rule, ways, source, isSingle, needs: needsOf(rule) } : undefined;
}

function needsOf(rule: SigmaRule): Taken['needs'] {
  const items = rule.detection.searches.flatMap((search) => search.anyOf.flat());
  const fields = new Set(items.flatMap(({ field }) => field ?? []));
  const needs = new Map<string, ReadonlySet<string>>();
  for (const field of fields) {
    const texts = requiredValues(rule, field);
    if (texts) needs.set(field, texts);
  }
  return needs;
}
