/** What a group may hold. */
export interface GroupLimits {
  readonly items: number;
  readonly bytes: number;
}

/** Puts neighbours together as long as neither number nor size is exceeded; what is too large alone goes alone. */
export function grouped<T>(
  items: readonly T[],
  bytesOf: (item: T) => number,
  most: GroupLimits,
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const more = bytesOf(item);
    const last = groups.at(-1);
    if (last && last.length < most.items && bytes + more <= most.bytes) {
      last.push(item);
      bytes += more;
    } else {
      groups.push([item]);
      bytes = more;
    }
  }
  return groups;
}
