import type { FieldNeed, Need, OpenReason } from './need.ts';

/** Fields that must be as described, all of them. Never empty. */
export type Alternative = readonly FieldNeed[];

/** What must hold, as alternatives of which one must. */
export type Alternatives =
  | { readonly open: false; readonly any: readonly Alternative[] }
  | { readonly open: true; readonly why: OpenReason };

/** Beyond so many combinations the widest parts of a conjunction are left out. */
const MOST_COMBINATIONS = 128;

/** Writes what must hold as alternatives. Where that would make very many of them, it asks for less. */
export function alternativesOf(need: Need): Alternatives {
  if (need.op === 'open') return { open: true, why: need.why };
  return { open: false, any: expand(need) };
}

function expand(need: Need): readonly Alternative[] {
  if (need.op === 'field') return [[need]];
  if (need.op === 'open') return [];
  if (need.op === 'any') return need.of.flatMap(expand);
  const parts = need.of.map(expand).sort((a, b) => a.length - b.length);
  return parts.reduce(
    (some, part, index) => {
      if (index > 0 && some.length * part.length > MOST_COMBINATIONS) return some;
      return some.flatMap((left) => part.map((right) => [...left, ...right]));
    },
    [[]] as readonly Alternative[],
  );
}
