import { activeSuppressions } from '#app/suppressions';
import type { CliContext } from '../context.ts';
import { DEFAULT_SUPPRESSIONS, loadSuppressions } from '../load-detector.ts';
import { count, plural } from '../output/numbers.ts';

/** Says how many entries a file has and how many have expired. Throws `TH_SUPPRESSIONS_REFUSED` with every problem. */
export async function checkSuppressions(file: string | undefined, context: CliContext): Promise<void> {
  const { cwd, clock } = context.io;
  const entries = await loadSuppressions(file ?? DEFAULT_SUPPRESSIONS, cwd);
  const { inForce, expired } = activeSuppressions(entries, clock.now());
  context.say(`${plural(inForce.length, 'entry', 'entries')} in force, ${count(expired.length)} expired`);
}
