import { sha256Text } from '#core/digest';
import type { WatchedEvent } from '#core/event';
import type { GroupSettings } from '#core/logs/app-log-settings';
import { type KindHistory, type KindSignal, recordKind } from '#core/logs/kinds/kind-history';
import type { Match } from '#core/match';
import type { EpochMs } from '#core/time';
import { judgedMatch } from '../judged-match.ts';
import { changeCell } from '../versioned-cell.ts';
import type { AppLogDeps } from './app-log-deps.ts';
import { rateCard, spikeCard } from './cards.ts';
import { contextOf, entryRecord, placeFields } from './error-event.ts';
import { groupKey } from './mine-kinds.ts';
import type { ReadEntry } from './read-entry.ts';

/** Longer than the seasons that a history knows. */
const KEPT_MS = 60 * 86_400_000;

/** The errors of one kind in one log group, of one batch. */
export interface KindBatch {
  readonly fingerprint: string;
  readonly template: string;
  /** At least one; the first is shown in findings. */
  readonly entries: readonly ReadEntry[];
  readonly events: readonly { readonly key: string; readonly at: EpochMs }[];
}

/**
 * Adds errors to the history of their kind and has `store` store what that shows: spikes and rates.
 *
 * It is stored before the history moves on, so that a crash in between repeats it. Answers how many there were.
 */
export async function recordKindHistory(
  batch: KindBatch,
  settings: GroupSettings,
  deps: AppLogDeps,
  store: (matches: readonly Match[]) => Promise<void>,
): Promise<number> {
  const [first] = batch.entries;
  if (!first || batch.events.length === 0) return 0;
  return changeCell<KindHistory, number>(
    `log-history#${groupKey(first.place, batch.fingerprint)}`,
    deps,
    async (history) => {
      const { rate, spike } = settings;
      const recorded = recordKind(history, batch.events, { rate, spike });
      const matches = recorded.signals.map((signal) => signalMatch(signal, batch, first, settings, deps));
      if (matches.length > 0) await store(matches);
      return { next: recorded.history, result: matches.length };
    },
    { keptMs: KEPT_MS },
  );
}

/** A spike or a rate as a match: its event is named after its beginning, so that it is counted once while it grows. */
function signalMatch(
  signal: KindSignal,
  { fingerprint, template }: Pick<KindBatch, 'fingerprint' | 'template'>,
  shown: ReadEntry,
  { severities }: Pick<GroupSettings, 'severities'>,
  { detector, clock }: Pick<AppLogDeps, 'detector' | 'clock'>,
): Match {
  const { accountId, region, group } = shown.place;
  const place = { accountId, region, group, stream: '' };
  const rule = signal.kind === 'spike' ? spikeCard(severities.spike) : rateCard(severities.rate);
  const key = sha256Text(JSON.stringify([accountId, region, group, fingerprint, signal.kind, signal.start]));
  const event: WatchedEvent = {
    record: {
      ...entryRecord(shown, { fingerprint, template }),
      count: signal.count,
      expected: Math.round(signal.expected * 100) / 100,
      score: Math.round(signal.score * 100) / 100,
      minutes: Math.max(1, Math.round((signal.end - signal.start) / 60_000)),
    },
    key,
    eventId: key,
    at: signal.start,
    timeNote: 'ok',
    ...placeFields(place),
    eventName: signal.kind,
    errorCode: shown.reading.level ?? '',
  };
  const context = contextOf(shown, { fingerprint, template }, signal.start);
  return { ...judgedMatch(rule, event, detector, clock.now()), context };
}
