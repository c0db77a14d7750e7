import { byTimeThenKey, EVIDENCE_FIRST, EVIDENCE_NEWEST, type Moment } from '#core/evidence';
import { epochMs } from '#core/time';
import type { Entry } from '#sigma/correlation/entries';

/** Events behind an entry: itself or, where it is the firing of an inner correlation, what `membersBehind` kept of it. */
export const membersOf = ({ at, id, members }: Entry): readonly Moment[] =>
  members ? members.map(read) : [{ at: epochMs(at), key: id }];

/** How many events behind a firing its entry keeps, where nothing else is said: those that a finding would show. */
export const MEMBERS_SHOWN = EVIDENCE_FIRST + EVIDENCE_NEWEST;

/** Writes down the events behind the firing of an inner correlation, as entries keep them: of many, the first and the last. */
export function membersBehind(entries: readonly Entry[], most: number): readonly string[] {
  const all = new Map(
    ends(entries, most)
      .flatMap(membersOf)
      .map((member) => [member.key, member]),
  );
  const sorted = [...all.values()].sort(byTimeThenKey);
  const kept =
    sorted.length <= most ? sorted : [...sorted.slice(0, EVIDENCE_FIRST), ...sorted.slice(-EVIDENCE_NEWEST)];
  return kept.map(({ at, key }) => `${at}:${key}`);
}

/** Of many events, in order of time, those that can be among the first and the last: firings may overlap, and all go on. */
function ends(entries: readonly Entry[], most: number): readonly Entry[] {
  if (entries.length <= most || entries.some(({ members }) => members)) return entries;
  const second = (place: number): number => Math.floor((entries[place]?.at ?? 0) / 1000);
  let first = EVIDENCE_FIRST;
  while (first < entries.length && second(first) === second(first - 1)) first += 1;
  let last = entries.length - EVIDENCE_NEWEST;
  while (last > first && second(last - 1) === second(last)) last -= 1;
  return [...entries.slice(0, first), ...entries.slice(Math.max(first, last))];
}

function read(written: string): Moment {
  const [at = '', key = ''] = written.split(':', 2);
  return { at: epochMs(Number(at)), key };
}
