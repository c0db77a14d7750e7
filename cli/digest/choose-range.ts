import { type DigestRange, digestRange } from '#core/digest-report/range';
import { SEVERITIES } from '#core/severity';
import { dayOf, type EpochMs, epochMs, floorTo, isoFromMs, parseTime } from '#core/time';
import type { FindingStore } from '#ports/finding-store';

const DAY_MS = 86_400_000;

export interface AskedRange {
  readonly from?: EpochMs;
  readonly since?: EpochMs;
  readonly to?: EpochMs;
}

/** What a digest covers, and a sentence where it is not what one would expect. */
export interface ChosenRange {
  readonly range: DigestRange;
  readonly said?: string;
}

/**
 * Chooses what a digest covers: what was asked for; else the last 24 hours; else, where `isLocal` and nothing was seen in
 * them, the UTC day of the newest finding: recorded logs lie in the past.
 */
export async function chooseRange(
  asked: AskedRange,
  now: EpochMs,
  isLocal: boolean,
  store: Pick<FindingStore, 'query'>,
): Promise<ChosenRange> {
  const from = asked.from ?? asked.since;
  // A day that was given ends with its last millisecond.
  const to = epochMs(Math.ceil((asked.to ?? now) / 1000) * 1000);
  if (from !== undefined) return { range: digestRange(from, to) };
  const day = digestRange(epochMs(Math.max(0, to - DAY_MS)), to);
  if (asked.to !== undefined || !isLocal) return { range: day };
  const newest = await newestSeen(store, day);
  if (newest === undefined || newest >= day.from) return { range: day };
  const start = floorTo(newest, DAY_MS);
  const said = `Nothing was seen in the last 24 hours: this is ${dayOf(start)}, the day of the newest finding. --from and --to name another range.`;
  return { range: digestRange(start, epochMs(start + DAY_MS)), said };
}

/** Says of a range without findings which day has the newest one and how to ask for it; `undefined` for an empty store. */
export async function sayWhereNewest(store: Pick<FindingStore, 'query'>): Promise<string | undefined> {
  const newest = await newestSeen(store);
  if (newest === undefined) return undefined;
  const day = dayOf(newest);
  return `Nothing was seen in this range. The newest finding is of ${day}: --from ${day} --to ${day} shows that day.`;
}

/** When the newest findings of each severity were last seen, up to the end of `range` if it is given; one query each. */
async function newestSeen(
  store: Pick<FindingStore, 'query'>,
  range?: DigestRange,
): Promise<EpochMs | undefined> {
  const upTo = range === undefined ? {} : { to: isoFromMs(range.to) };
  const pages = await Promise.all(
    SEVERITIES.map((severity) => store.query({ by: 'severity', severity }, { limit: 50, ...upTo })),
  );
  const times = pages.flatMap(({ findings }) =>
    findings.flatMap(({ lastSeen }) => parseTime(lastSeen) ?? []),
  );
  return times.length === 0 ? undefined : times.reduce((a, b) => (b > a ? b : a));
}
