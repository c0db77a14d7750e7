import type { GroupSettings } from '#core/logs/app-log-settings';
import { type KindHistory, type KindSignal, recordKind } from '#core/logs/kinds/kind-history';
import { type Severity, severityRank } from '#core/severity';
import { type EpochMs, isoFromMs } from '#core/time';
import type { ErrorRow } from './error-row.ts';

/** One kind of error as it is printed; times are `''` where no entry of it has one. */
export interface KindRow {
  readonly severity: Severity;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly level: string | null;
  readonly kind: string | null;
  readonly fingerprint: string;
  readonly template: string;
  /** Where the first one stands: `file:line`. */
  readonly place: string;
}

/** A spike or a rate as it is printed. */
export interface SignalRow {
  readonly what: KindSignal['kind'];
  readonly start: string;
  readonly end: string;
  readonly count: number;
  readonly expected: number;
  readonly fingerprint: string;
  readonly template: string;
}

interface Kind {
  row: ErrorRow;
  severity: Severity;
  count: number;
  first: EpochMs | undefined;
  last: EpochMs | undefined;
  history: KindHistory | undefined;
  waiting: { readonly key: string; readonly at: EpochMs }[];
  readonly signals: Map<string, KindSignal>;
}

/** Counts errors by kind. */
export interface KindTally {
  readonly add: (row: ErrorRow, severity: Severity, at: EpochMs | undefined) => void;
  /** Worst first, then the most frequent. */
  readonly kinds: () => readonly KindRow[];
  /** In order of time. */
  readonly signals: () => readonly SignalRow[];
  /** Errors of kinds for which there was no room. */
  readonly leftOut: () => number;
}

/** Times of errors of one kind that are gathered before they are looked at. */
const BATCH = 500;
/** Kinds that are told apart; of a log with more the rest is counted only. */
const MOST_KINDS = 20_000;

/** Begins to count. Memory grows with the kinds, not with the errors. */
export function kindTally(settings: Pick<GroupSettings, 'rate' | 'spike'>): KindTally {
  const kinds = new Map<string, Kind>();
  let leftOut = 0;
  const drain = (kind: Kind): void => {
    const events = kind.waiting;
    kind.waiting = [];
    if (events.length === 0) return;
    const { history, signals } = recordKind(kind.history, events, settings);
    kind.history = history;
    for (const signal of signals) kind.signals.set(`${signal.kind} ${signal.start}`, signal);
  };
  return {
    add: (row, severity, at) => {
      const known = kinds.get(row.fingerprint);
      if (!known && kinds.size >= MOST_KINDS) {
        leftOut += 1;
        return;
      }
      const kind = known ?? newKind(row, severity);
      kinds.set(row.fingerprint, kind);
      kind.count += 1;
      // The template becomes more general as more is seen.
      kind.row = { ...kind.row, template: row.template };
      if (severityRank(severity) > severityRank(kind.severity)) kind.severity = severity;
      if (at !== undefined) noteTime(kind, row, at);
      if (kind.waiting.length >= BATCH) drain(kind);
    },
    kinds: () => [...kinds.values()].map(kindRow).sort(worstFirst),
    leftOut: () => leftOut,
    signals: () => {
      const all = [...kinds.values()].flatMap((kind) => {
        drain(kind);
        return [...kind.signals.values()].map((signal) => signalRow(signal, kind.row));
      });
      return all.sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
    },
  };
}

const newKind = (row: ErrorRow, severity: Severity): Kind => ({
  ...{ row, severity, count: 0, first: undefined, last: undefined, history: undefined, waiting: [] },
  signals: new Map(),
});

function noteTime(kind: Kind, { file, lines }: ErrorRow, at: EpochMs): void {
  if (kind.first === undefined || at < kind.first) kind.first = at;
  if (kind.last === undefined || at > kind.last) kind.last = at;
  kind.waiting.push({ key: `${file}:${lines[0]}`, at });
}

const worstFirst = (a: KindRow, b: KindRow): number =>
  severityRank(b.severity) - severityRank(a.severity) ||
  b.count - a.count ||
  (a.fingerprint < b.fingerprint ? -1 : 1);

const timeText = (at: EpochMs | undefined): string => (at === undefined ? '' : isoFromMs(at));

const kindRow = ({ row, severity, count, first, last }: Kind): KindRow => ({
  ...{ severity, count, first: timeText(first), last: timeText(last), level: row.level, kind: row.kind },
  ...{ fingerprint: row.fingerprint, template: row.template, place: `${row.file}:${row.lines[0]}` },
});

const signalRow = (signal: KindSignal, { fingerprint, template }: ErrorRow): SignalRow => ({
  ...{ what: signal.kind, start: isoFromMs(signal.start), end: isoFromMs(signal.end), count: signal.count },
  ...{ expected: Math.round(signal.expected * 10) / 10, fingerprint, template },
});
