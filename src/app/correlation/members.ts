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
  const all = new Map(entries.flatMap(membersOf).map((member) => [member.key, member]));
  const sorted = [...all.values()].sort(byTimeThenKey);
  const kept =
    sorted.length <= most ? sorted : [...sorted.slice(0, EVIDENCE_FIRST), ...sorted.slice(-EVIDENCE_NEWEST)];
  return kept.map(({ at, key }) => `${at}:${key}`);
}

function read(written: string): Moment {
  const [at = '', key = ''] = written.split(':', 2);
  return { at: epochMs(Number(at)), key };
}
