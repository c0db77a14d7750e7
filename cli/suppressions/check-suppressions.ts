import { ruleCard } from '#app/rule-cards';
import { activeSuppressions, unknownRules } from '#app/suppressions';
import type { CliContext } from '../context.ts';
import { DEFAULT_SUPPRESSIONS, loadSuppressions, sayAboutEntries } from '../load-detector.ts';
import { loadCliRules, refuseProblems } from '../load-rules.ts';
import { count, plural } from '../output/numbers.ts';

export interface CheckOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
}

/**
 * Says how many entries a file has, which have expired, and which name rules that are not among those given.
 *
 * Throws `TH_SUPPRESSIONS_REFUSED` with every problem, and what `loadCliRules` throws.
 */
export async function checkSuppressions(
  file: string | undefined,
  { rules: paths = [], builtin }: CheckOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root, clock } = context.io;
  const entries = await loadSuppressions(file ?? DEFAULT_SUPPRESSIONS, cwd);
  const { rules, documents } = await loadCliRules({ builtin, paths, cwd, root });
  refuseProblems(documents);
  const cards = rules.flatMap(({ rule }) => {
    const card = ruleCard(rule);
    return card.ok ? [card.value] : [];
  });
  const active = activeSuppressions(entries, clock.now());
  sayAboutEntries(active, unknownRules(entries, cards), context);
  const { inForce, expired } = active;
  context.say(`${plural(inForce.length, 'entry', 'entries')} in force, ${count(expired.length)} expired`);
}
