/** Runs a piece of work when there is room for it. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most `room` pieces of work run at once, first come first served, so that none is starved by the others. */
export function gate(room: number): Gate {
  let free = room;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const first = waiting.shift();
    if (first) first();
    else free += 1;
  };
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
