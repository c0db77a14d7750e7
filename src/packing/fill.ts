/** Fills one list after the other, each as far as it fits; a value that fits into none gets a list of its own. */
export function filledLists<T>(
  values: readonly T[],
  fits: (list: readonly T[]) => boolean,
): readonly (readonly T[])[] {
  const lists: T[][] = [];
  for (const value of values) {
    const last = lists.at(-1);
    if (last && fits([...last, value])) last.push(value);
    else lists.push([value]);
  }
  return lists;
}
