import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildDetector, type Detector } from '#app/detector';
import { type ActiveSuppressions, activeSuppressions, unknownRules } from '#app/suppressions';
import { parseSuppressions } from '#config/suppression-file';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../context.ts';
import { loadCliRules, refuseProblems } from '../load-rules.ts';
import { plural } from '../output/numbers.ts';
import { reasonOf } from '../rule-files.ts';

export interface DetectorOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly suppressions?: string;
}

/**
 * Compiles the rules and the allow-list that a scan uses.
 *
 * Throws `TH_RULES_REFUSED` and `TH_SUPPRESSIONS_REFUSED` with every problem, and `TH_USAGE` when there is no rule.
 */
export async function scanDetector(options: DetectorOptions, context: CliContext): Promise<Detector> {
  const { cwd, root } = context.io;
  const loaded = await loadCliRules({ builtin: options.builtin, paths: options.rules ?? [], cwd, root });
  refuseProblems(loaded.documents);
  if (loaded.rules.length === 0)
    throw new TrailhoundError('TH_USAGE', 'no rule to search with: give --rules');
  const suppressions = await readSuppressions(options.suppressions, context);
  const detector = buildDetector(
    loaded.rules.map(({ rule }) => rule),
    suppressions,
  );
  if (!detector.ok) throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
  for (const warning of unknownRules(suppressions.inForce, detector.value.cards)) warn(warning, context);
  return detector.value;
}

async function readSuppressions(file: string | undefined, context: CliContext): Promise<ActiveSuppressions> {
  const now = context.io.clock.now();
  if (file === undefined) return activeSuppressions([], now);
  const entries = parseSuppressions(file, await readText(file, context));
  if (!entries.ok) {
    const { length } = entries.error;
    throw new TrailhoundError(
      'TH_SUPPRESSIONS_REFUSED',
      [`${plural(length, 'problem')} in ${file}:`, ...entries.error].join('\n'),
    );
  }
  const active = activeSuppressions(entries.value, now);
  for (const { id, place } of active.expired)
    warn(`${place}: "${id}" has expired and is not applied`, context);
  return active;
}

async function readText(file: string, { io }: CliContext): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new TrailhoundError('TH_INPUT_UNREADABLE', `${file}: ${reasonOf(cause)}`, { cause });
  }
}

const warn = (text: string, { say, errColours }: CliContext): void =>
  say(`${errColours.yellow('warning:')} ${escapeForTerminal(text)}`);
