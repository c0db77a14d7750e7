import { settingsOfGroup } from '#core/logs/app-log-settings';
import type { Mined } from '#core/logs/kinds/template-miner';
import type { Match } from '#core/match';
import type { EpochMs } from '#core/time';
import { judgedMatch } from '../judged-match.ts';
import type { AppLogDeps } from './app-log-deps.ts';
import { errorCard } from './cards.ts';
import { contextOf, entryEvent, entryRecord, severityOf } from './error-event.ts';
import type { KindBatch } from './kind-signals.ts';
import { mineKinds } from './mine-kinds.ts';
import type { ReadEntry } from './read-entry.ts';

/** The errors of one log group: by their kinds, and as matches. */
export interface ErrorMatches {
  readonly kinds: readonly KindBatch[];
  readonly matches: readonly Match[];
}

interface GrowingKind extends KindBatch {
  readonly entries: ReadEntry[];
  readonly events: { readonly key: string; readonly at: EpochMs }[];
}

/** An error whose finding may show it. */
interface ShownError {
  readonly read: ReadEntry;
  readonly kind: Mined;
  readonly match: Match;
}

/** Finds the kinds of errors of one log group. */
export async function errorMatches(
  errors: readonly ReadEntry[],
  deps: AppLogDeps,
  now: EpochMs,
): Promise<ErrorMatches> {
  const [first] = errors;
  if (!first) return { kinds: [], matches: [] };
  const settings = settingsOfGroup(first.place.group, deps.appLogs);
  const mined = await mineKinds(
    first.place,
    errors.map(({ reading }) => reading),
    deps,
  );
  const kinds = new Map<string, GrowingKind>();
  const found = errors.flatMap((read, index): readonly ShownError[] => {
    const kind = mined[index];
    if (!kind) return [];
    const event = entryEvent(read, entryRecord(read, { ...kind }), now);
    const known = kinds.get(kind.fingerprint) ?? { ...kind, entries: [], events: [] };
    kinds.set(kind.fingerprint, known);
    known.entries.push(read);
    // What has no time belongs to no history; one from the future would push the present out of it.
    if (event.timeNote === 'ok') known.events.push({ key: event.key, at: event.at });
    const rule = errorCard(severityOf(read.reading, settings));
    return [{ read, kind, match: judgedMatch(rule, event, deps.detector, now) }];
  });
  return { kinds: [...kinds.values()], matches: withContexts(found) };
}

/** A finding shows its earliest error: the lines around the others would be masked for nothing. */
function withContexts(errors: readonly ShownError[]): readonly Match[] {
  const earliest = new Map<string, EpochMs>();
  for (const error of errors) {
    const { at } = error.match.event;
    const known = earliest.get(findingOf(error));
    if (known === undefined || at < known) earliest.set(findingOf(error), at);
  }
  return errors.map((error): Match => {
    const { read, kind, match } = error;
    const { at } = match.event;
    return at === earliest.get(findingOf(error)) ? { ...match, context: contextOf(read, kind, at) } : match;
  });
}

/** Within a log group an error's finding is told by its kind, and by the suppression that covers it. */
const findingOf = ({ kind, match }: ShownError): string =>
  JSON.stringify([kind.fingerprint, match.suppressedBy ?? null]);
