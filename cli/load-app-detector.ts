import { type AppDetector, buildAppDetector } from '#app/logs/app-detector';
import { activeSuppressions } from '#app/suppressions';
import { TrailhoundError } from '#core/errors';
import type { CliContext } from './context.ts';
import { type DetectorOptions, loadSuppressions } from './load-detector.ts';
import { loadCliRules, refuseProblems } from './load-rules.ts';

/**
 * Loads rules and allow-list and compiles them for logs of applications; says nothing of them.
 *
 * Throws `TH_RULES_REFUSED`, `TH_SUPPRESSIONS_REFUSED` or `TH_INPUT_UNREADABLE`, naming every problem.
 */
export async function loadAppDetector(options: DetectorOptions, { io }: CliContext): Promise<AppDetector> {
  const { cwd, root, clock } = io;
  const { builtin, rules: paths = [], placeholders } = options;
  const loaded = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  refuseProblems(loaded.documents, 'no event was read');
  const entries = await loadSuppressions(options.suppressions, cwd);
  const detector = buildAppDetector(loaded, activeSuppressions(entries, clock.now()));
  if (detector.ok) return detector.value;
  throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
}
