/** Memory that all connections of a listener share for what has not been stored yet. */
export interface MemoryBudget {
  /** Takes bytes, or answers `false` where there are not so many left. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
}

/** Makes a budget of so many bytes. */
export function memoryBudget(bytes: number): MemoryBudget {
  let left = bytes;
  return {
    take: (wanted) => {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
    give: (back) => {
      left += back;
    },
  };
}
