import { buildDetector, type Detector } from '#app/detector';
import { suppressionReach } from '#app/suppression-reach';
import { type ActiveSuppressions, activeSuppressions, suppressionWarnings } from '#app/suppressions';
import { parseSuppressions } from '#config/suppression-file';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { RuleCard } from '#core/match';
import { dayOf } from '#core/time';
import type { Suppression } from '#ports/suppression';
import { AdvisedError } from './advised-error.ts';
import type { CliContext } from './context.ts';
import { type CliRules, loadCliRules, refuseProblems } from './load-rules.ts';
import { readOptionalFile } from './optional-file.ts';
import { plural } from './output/numbers.ts';
import { detectionSlips, ruleSlips } from './rules/rule-slips.ts';

/** The allow-list that is read when none is named and the file exists in the current folder. */
export const DEFAULT_SUPPRESSIONS = 'suppressions.yml';

/** What to detect with, as the options of a command say it. */
export interface DetectorOptions {
  readonly builtin: boolean;
  readonly rules?: readonly string[] | undefined;
  /** `undefined`: `placeholders.yml` in the current folder, if there is one. */
  readonly placeholders?: string | undefined;
  /** `undefined`: `suppressions.yml` in the current folder, if there is one. */
  readonly suppressions?: string | undefined;
}

/**
 * Loads rules and allow-list and compiles them; says on `err` which entries have expired or name no rule.
 *
 * Throws `TH_RULES_REFUSED`, `TH_SUPPRESSIONS_REFUSED` or `TH_INPUT_UNREADABLE`, naming every problem.
 */
export async function loadDetector(options: DetectorOptions, context: CliContext): Promise<Detector> {
  const { cwd, root, clock } = context.io;
  const { builtin, rules: paths = [], placeholders } = options;
  const loaded = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  refuseProblems(loaded.documents, 'no event was read');
  const entries = await loadSuppressions(options.suppressions, cwd);
  const active = activeSuppressions(entries, clock.now());
  const detector = buildDetector(loaded, active);
  if (!detector.ok) {
    throw new TrailhoundError(
      'TH_RULES_REFUSED',
      ['the rules cannot be used together:', ...detector.error].join('\n'),
    );
  }
  if (detector.value.cards.length === 0) {
    throw new AdvisedError('TH_RULES_REFUSED', 'no rules: name some with --rules, or leave out --no-builtin');
  }
  sayOtherSources(detector.value.otherSources, context);
  saySlips(loaded, context);
  const { cards } = detector.value;
  const effective = active.inForce.filter((entry) => !suppressionReach(entry, cards).coversNothing);
  sayFile(options.suppressions, entries, effective.length, context);
  sayAboutEntries(active, cards, context);
  return detector.value;
}

/** Reads the allow-list, or answers an empty one where none is named and the default file does not exist. */
export async function loadSuppressions(
  named: string | undefined,
  cwd: string,
): Promise<readonly Suppression[]> {
  const found = await readOptionalFile(named, DEFAULT_SUPPRESSIONS, cwd);
  if (!found) return [];
  const parsed = parseSuppressions(found.file, found.text);
  if (parsed.ok) return parsed.value;
  throw new TrailhoundError(
    'TH_SUPPRESSIONS_REFUSED',
    ['the allow-list cannot be used:', ...parsed.error].join('\n'),
  );
}

/** Says which entries have expired, and which cover too much or nothing at all. */
export function sayAboutEntries(
  active: ActiveSuppressions,
  cards: readonly RuleCard[],
  { say, errColours }: CliContext,
): void {
  const warn = (text: string): void => say(errColours.yellow(escapeForTerminal(text)));
  for (const { place, id, expiresAt } of active.expired) {
    warn(`${place}: suppression "${id}" expired on ${dayOf(expiresAt)} and is not applied`);
  }
  for (const { place, detection } of active.inForce) {
    for (const slip of detectionSlips(detection)) warn(`${place}: ${slip}`);
  }
  for (const text of suppressionWarnings(active, cards)) warn(text);
}

/** Says which file is used: one that happens to lie in the current folder would otherwise hide findings unsaid. */
function sayFile(
  named: string | undefined,
  entries: readonly Suppression[],
  effective: number,
  { say }: CliContext,
): void {
  if (named === undefined && entries.length === 0) return;
  const where = named === undefined ? `${DEFAULT_SUPPRESSIONS} of this folder` : named;
  say(escapeForTerminal(`Allow-list: ${where}, ${plural(effective, 'entry', 'entries')} in force.`));
}

const MOST_SLIPS = 5;

/** Says what loads in own rules and most likely is not meant so; `rules check` says all of it. */
function saySlips({ rules, documents, sourceOf }: CliRules, { say, errColours }: CliContext): void {
  const own = rules.filter((rule) => sourceOf(rule) === 'own');
  const slips = [
    ...documents.flatMap(({ file, line, notices }) => notices.map((notice) => `${file}:${line}: ${notice}`)),
    ...own.flatMap((rule) => ruleSlips(rule).map((slip) => `${rule.file}:${rule.line}: ${slip}`)),
  ];
  for (const slip of slips.slice(0, MOST_SLIPS)) say(errColours.yellow(escapeForTerminal(slip)));
  const more = slips.length - MOST_SLIPS;
  if (more > 0) say(errColours.yellow(`and ${more} more like these: trailhound rules check names all`));
}

/** A rule that can't match is said, because its silence would look like an answer. */
function sayOtherSources(titles: readonly string[], { say, errColours }: CliContext): void {
  const [first] = titles;
  if (first === undefined) return;
  const others = titles.length > 1 ? ` and ${titles.length - 1} more` : '';
  const text = `not for CloudTrail, so without effect here: "${first}"${others}`;
  say(errColours.yellow(escapeForTerminal(text)));
}
