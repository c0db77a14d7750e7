import {
  type Absent,
  isAbsent,
  type Part,
  type SourceRow,
  type SourcesPart,
} from '#core/digest-report/digest';
import { heartbeatKey } from '#core/heartbeat';
import { ok } from '#core/result';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { DigestView } from '#ports/digest-view';
import type { Fact, ProgressFacts } from '#ports/health';
import type { StateStore } from '#ports/state-store';
import { checkHeartbeat } from '../health/check-heartbeat.ts';
import { checkProgress } from '../health/check-progress.ts';
import type { HeartbeatItem } from '../heartbeat.ts';
import { knownFact, orAbsent } from './or-absent.ts';

const DOOR_NAMES = {
  'event-history': 'event history',
  logs: 'CloudWatch Logs',
  eventbridge: 'EventBridge',
  objects: 'S3 objects',
} as const;
const DOORS = Object.keys(DOOR_NAMES) as readonly (keyof typeof DOOR_NAMES)[];

/** Which sources there should be; what is left out is not known, and only what shows itself is listed. */
export interface ExpectedSources {
  /** Sources of CloudTrail that are on: `event-history`, `logs`, `eventbridge`, `objects`. */
  readonly doors?: readonly string[];
  /** Those of them that should show a heartbeat. */
  readonly heartbeatDoors?: readonly string[];
  /** Minutes between heartbeats; 0: none is sent. */
  readonly heartbeatMinutes?: number;
  /** Regions whose event history is read. */
  readonly regions?: readonly string[];
}

export interface SourceDeps {
  readonly state: Pick<StateStore, 'read'>;
  readonly view: DigestView;
  readonly stateTable: string;
}

/** Says of every source how it does now: its last event, how far behind it is, what it could not read. */
export async function readSources(
  { state, view, stateTable }: SourceDeps,
  expected: ExpectedSources,
  now: EpochMs,
): Promise<SourcesPart> {
  const memory = await orAbsent('dynamodb:GetItem', () => state.read<HealthMemory>('health'));
  const since = ('known' in memory ? parseTime(memory.known?.value.since) : undefined) ?? epochMs(0);
  const progress = await view.progress(stateTable);
  const quarantined = knownFact(await view.quarantined(stateTable));
  const beats = await orAbsent('dynamodb:GetItem', () => readBeats(state));
  const rows: Part<{ readonly list: readonly SourceRow[] }> =
    'absent' in beats
      ? beats
      : {
          list: [
            ...heartbeatRows(beats.known, expected, { now, since }),
            ...historyRows(progress, expected, { now, since }),
          ],
        };
  return {
    rows: !isAbsent(rows) && rows.list.length === 0 ? NO_SOURCE : rows,
    quarantined: 'absent' in quarantined ? quarantined : { count: quarantined.known },
    missed: missedPart(progress),
    problems: 'absent' in memory ? memory : problemsOf(memory.known?.value),
  };
}

const NO_SOURCE: Absent = {
  absent: 'no source has reported to these tables: they were filled from files, or nothing has come yet',
};

/** What `watch-self` remembers (`src/app/health/watch-self.ts`), as far as a digest names it. */
interface HealthMemory {
  readonly since?: string;
  readonly open?: { readonly [id: string]: { readonly since?: string } };
}

function problemsOf(memory: HealthMemory | undefined): SourcesPart['problems'] {
  if (memory === undefined)
    return { absent: 'this deployment does not watch itself, or has not done so yet' };
  const list = Object.entries(memory.open ?? {}).map(([what, { since = '' }]) => ({ what, since }));
  return { list: list.sort((a, b) => (a.since < b.since ? -1 : 1)).slice(0, 20) };
}

function missedPart(progress: Fact<ProgressFacts>): SourcesPart['missed'] {
  const fact = knownFact(progress);
  if ('absent' in fact) return fact;
  const { reconciliation } = fact.known;
  if (reconciliation === undefined)
    return { absent: 'the sources were never compared with the event history' };
  return { at: isoFromMs(reconciliation.at), missed: reconciliation.missed };
}

type Beats = ReadonlyMap<string, HeartbeatItem>;
type When = { readonly now: EpochMs; readonly since: EpochMs };

async function readBeats(state: Pick<StateStore, 'read'>): Promise<Beats> {
  const items = await Promise.all(DOORS.map((door) => state.read<HeartbeatItem>(heartbeatKey(door))));
  return new Map(DOORS.flatMap((door, at) => (items[at] ? [[door, items[at].value] as const] : [])));
}

function heartbeatRows(beats: Beats, expected: ExpectedSources, when: When): readonly SourceRow[] {
  const { doors, heartbeatDoors = doors, heartbeatMinutes = 0 } = expected;
  return DOORS.filter((door) => (doors === undefined ? beats.has(door) : doors.includes(door))).map(
    (door) => {
      const isExpected = heartbeatMinutes > 0 && heartbeatDoors?.includes(door) === true;
      return heartbeatRow(door, beats.get(door), isExpected ? heartbeatMinutes : 0, when);
    },
  );
}

/** Without heartbeats, or where it is not known how often they come, silence can't be told from quiet. */
function heartbeatRow(
  door: keyof typeof DOOR_NAMES,
  beat: HeartbeatItem | undefined,
  everyMinutes: number,
  { now, since }: When,
): SourceRow {
  const at = parseTime(beat?.eventTime);
  const known = {
    ...(at === undefined ? {} : { lastEvent: isoFromMs(at) }),
    ...(typeof beat?.latencyMs === 'number' ? { lagSeconds: Math.round(beat.latencyMs / 1000) } : {}),
  };
  const name = DOOR_NAMES[door];
  if (everyMinutes === 0) {
    const said = at === undefined ? 'on; no heartbeat is sent through it' : 'its last heartbeat';
    return { name, state: at !== undefined && now - at < 3_600_000 ? 'ok' : 'unknown', ...known, said };
  }
  const [check] = checkHeartbeat(ok(at), { door, everyMinutes, now, since });
  const state = check?.state ?? 'unknown';
  const said =
    state === 'ok' ? 'heartbeats come through' : `${check?.found ?? ''}. ${check?.todo ?? ''}`.trim();
  return { name, state, ...known, said };
}

function historyRows(
  progress: Fact<ProgressFacts>,
  expected: ExpectedSources,
  when: When,
): readonly SourceRow[] {
  if (!progress.ok) return [];
  const { checkpoints } = progress.value;
  const regions = expected.regions ?? checkpoints.map(({ region }) => region).sort();
  const checks = checkProgress(ok({ checkpoints }), { ...when, regions });
  return checks.map(({ subject, state, found, todo }) => {
    const until = checkpoints.find(({ region }) => region === subject)?.coveredUntil;
    return {
      name: `event history, ${subject}`,
      state,
      ...(until === undefined
        ? {}
        : {
            lastEvent: isoFromMs(until),
            lagSeconds: Math.max(0, Math.round((when.now - until) / 1000)),
          }),
      said: state === 'ok' ? 'read up to there' : `${found}. ${todo}`,
    };
  });
}
