import { sha256Text } from '#core/digest';
import { boundedPart, type Keeping, neededValues, partOf } from '#sigma/correlation/bounds';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import type { SigmaCorrelation } from '#sigma/rule';
import { type CellDeps, changeCell, readCell } from '../versioned-cell.ts';
import type { CorrelationPlan } from './plan.ts';

/** One group of one correlation, whose entries lie in the state store. */
export interface GroupPlace {
  readonly correlation: SigmaCorrelation;
  /** Values of the group's fields, in the rule's order. */
  readonly group: readonly string[];
  /** Entry of the allow-list that covers all of it. */
  readonly partition?: string | undefined;
}

/** What a writer does to a group. */
export interface GroupChange {
  readonly add: readonly Entry[];
  /** Entries that are true no more: an inner correlation was judged again. */
  readonly remove: readonly Entry[];
}

/** A part of a group as it was read. */
export interface ReadPart {
  readonly entries: readonly Entry[];
  readonly version: number | undefined;
}

interface Packed {
  /** What the last writer took the rule for. */
  readonly rule: string;
  /** An entry of the writer that found the rule changed: where it comes again, that writer may have died before it told. */
  readonly since?: string;
  readonly entries: readonly PackedEntry[];
}

type PackedEntry = readonly [
  at: number,
  id: string,
  refs: readonly number[],
  values?: readonly string[] | 0,
  more?: Pick<Entry, 'carried' | 'members'>,
];

/** A part before and after it was changed, uncut. */
export interface ChangedPart {
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
  /**
   * The rule was another when the part was last written, or whoever found that may not have told: what was told is not what
   * would be told now.
   */
  readonly isRuleNew: boolean;
}

/** Changes the parts of a group, each guarded by its version. */
export async function changeParts(
  place: GroupPlace,
  change: GroupChange,
  keptMs: number,
  deps: CellDeps & { readonly plan: Pick<CorrelationPlan, 'keeping' | 'telling'> },
): Promise<ReadonlyMap<number, ChangedPart>> {
  const { correlation } = place.correlation;
  const keeping = deps.plan.keeping(place.correlation);
  const rule = deps.plan.telling(place.correlation);
  const touched = new Set([...change.add, ...change.remove].map(({ at }) => partOf(correlation, at)));
  const parts = new Map<number, ChangedPart>();
  for (const part of [...touched].sort((a, b) => a - b)) {
    const isHere = ({ at }: Entry): boolean => partOf(correlation, at) === part;
    const own = { add: change.add.filter(isHere), remove: change.remove.filter(isHere) };
    const changed = await changeCell<Packed, ChangedPart>(
      cellKey(place, part),
      deps,
      async (found) => {
        const packed = readable(found);
        const result = changedPart(packed, own, rule);
        const entries = pack(cut(correlation.type, keeping, result.after));
        const since = packed && packed.rule !== rule ? [...own.add, ...own.remove][0]?.id : packed?.since;
        const next: Packed = { rule, ...(since === undefined ? {} : { since }), entries };
        const same = packed !== undefined && JSON.stringify(packed) === JSON.stringify(next);
        return { next: same ? undefined : next, result };
      },
      { keptMs },
    );
    parts.set(part, changed);
  }
  return parts;
}

function changedPart(packed: Packed | undefined, { add, remove }: GroupChange, rule: string): ChangedPart {
  const before = unpacked(packed);
  const gone = new Set(remove.map(({ id }) => id));
  const renewed = new Set(add.map(({ id }) => id));
  // Of an inner correlation's firing the newer word counts; of an event both are joined.
  const known = before.filter(({ id, members }) => !gone.has(id) && !(members && renewed.has(id)));
  const isAgain = packed?.since !== undefined && (gone.has(packed.since) || renewed.has(packed.since));
  const isRuleNew = packed !== undefined && (packed.rule !== rule || isAgain);
  return { before, after: joinEntries(add, known), isRuleNew };
}

/** Reads parts of a group as they are now, whoever wrote them. */
export async function readParts(
  place: GroupPlace,
  parts: Iterable<number>,
  deps: CellDeps,
): Promise<ReadonlyMap<number, ReadPart>> {
  const read = [...parts].map(async (part): Promise<[number, ReadPart]> => {
    const { value, version } = await readCell<Packed>(cellKey(place, part), deps);
    return [part, { entries: unpacked(readable(value)), version }];
  });
  return new Map(await Promise.all(read));
}

const cut = (
  type: SigmaCorrelation['correlation']['type'],
  keeping: Keeping,
  entries: readonly Entry[],
): readonly Entry[] => {
  const kept = boundedPart(keeping, entries);
  return type === 'value_count' ? neededValues(keeping, kept) : kept;
};

/** A partition of the table for each group, so that a flood on one hinders no other. */
function cellKey({ correlation, group, partition }: GroupPlace, part: number): string {
  const { type, timespanSeconds, groupBy, fields, rules } = correlation.correlation;
  // All that entries mean something by: where a new version of a rule means something else, its parts are others.
  const meaning = [type, timespanSeconds, groupBy, fields, type.startsWith('temporal') ? rules : []];
  const name = [correlation.key, meaning, group, partition ?? null];
  return `correlation-${sha256Text(JSON.stringify(name))}#${part}`;
}

function pack(entries: readonly Entry[]): readonly PackedEntry[] {
  return entries.map(({ at, id, refs, values, carried, members }) => {
    if (carried === undefined && members === undefined)
      return values === undefined ? [at, id, refs] : [at, id, refs, values];
    const more = { ...(carried ? { carried } : {}), ...(members ? { members } : {}) };
    return [at, id, refs, values ?? 0, more];
  });
}

/** A part whose form is not ours counts as nothing, as what is not readable at all does. */
const readable = (packed: Packed | undefined): Packed | undefined =>
  Array.isArray(packed?.entries) ? packed : undefined;

const unpacked = (packed: Packed | undefined): readonly Entry[] =>
  (packed?.entries ?? []).map(([at, id, refs, values = 0, more]) => ({
    ...{ at, id, refs },
    ...(values === 0 ? {} : { values }),
    ...more,
  }));
