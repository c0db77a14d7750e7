import { suppressionReach } from '#app/suppression-reach';
import { activeSuppressions } from '#app/suppressions';
import type { CliContext } from '../context.ts';
import { DEFAULT_SUPPRESSIONS, loadSuppressions, sayAboutEntries } from '../load-detector.ts';
import { count, plural } from '../output/numbers.ts';
import { cardsOf } from './cards-of.ts';

export interface CheckOptions {
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly builtin: boolean;
}

/**
 * Says how many entries a file has, which have expired, and which cover too much, or nothing among the rules given.
 *
 * Throws `TH_SUPPRESSIONS_REFUSED` with every problem, and what `loadCliRules` throws.
 */
export async function checkSuppressions(
  file: string | undefined,
  { rules: paths = [], builtin, placeholders }: CheckOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root, clock } = context.io;
  const entries = await loadSuppressions(file ?? DEFAULT_SUPPRESSIONS, cwd);
  const cards = await cardsOf({ builtin, paths, cwd, root, placeholders });
  const active = activeSuppressions(entries, clock.now());
  sayAboutEntries(active, cards, context);
  const { inForce, expired } = active;
  const idle = inForce.filter((entry) => suppressionReach(entry, cards).coversNothing).length;
  const parts = [
    `${plural(inForce.length - idle, 'entry', 'entries')} in force`,
    `${count(expired.length)} expired`,
    ...(idle > 0 ? [`${count(idle)} ${idle === 1 ? 'covers' : 'cover'} nothing`] : []),
  ];
  context.say(parts.join(', '));
}
