/** What was not understood in one value. */
export interface UnwrapFault {
  /** Never quotes the input. */
  readonly reason: string;
  /** The input, where there is a text of its own. */
  readonly raw?: string;
  /** How often it was met, where that is more than once. */
  readonly count?: number;
}

/** Several faults told as one. */
export interface FaultSum {
  /** All reasons, each with how often it was met. */
  readonly reason: string;
  /** The part of what came that stands for it; absent where all of it does. */
  readonly raw?: string;
  readonly count: number;
}

/** Faults of one value that are told apart; all further ones are counted. */
const KEPT = 10;
const OTHERS = 'not understood for further reasons';

/**
 * Gathers the faults of one value, and stays small however many there are: equal ones are counted, and of the others
 * the first ten are kept.
 */
export class FaultTally implements Iterable<UnwrapFault> {
  private readonly kept: { reason: string; raw?: string; count: number }[] = [];
  private others = 0;

  /** How many faults there were. */
  get length(): number {
    return totalOf(this.kept) + this.others;
  }

  /** Adds a fault, as often as its `count` says. */
  push(fault: UnwrapFault): void {
    const { count = 1 } = fault;
    const alike =
      this.kept.find(({ reason, raw }) => reason === fault.reason && raw === fault.raw) ??
      (this.kept.length < KEPT ? undefined : this.kept.find(({ reason }) => reason === fault.reason));
    if (alike) alike.count += count;
    else if (this.kept.length < KEPT) this.kept.push({ ...fault, count });
    else this.others += count;
  }

  [Symbol.iterator](): Iterator<UnwrapFault> {
    return this.all()[Symbol.iterator]();
  }

  /** What was gathered, in the order in which it was met first. */
  all(): readonly UnwrapFault[] {
    const all: UnwrapFault[] = this.kept.map(({ count, ...fault }) =>
      count === 1 ? fault : { ...fault, count },
    );
    if (this.others > 0) all.push({ reason: OTHERS, count: this.others });
    return all;
  }
}

/**
 * Sums the faults of one value up, so that its text is kept once; `undefined` where there are none.
 *
 * `size` is that of all that came. A part stands for it only where nothing else was wrong, and never where that part is
 * larger, as what was packed may be.
 */
export function sumOfFaults(faults: readonly UnwrapFault[], size: number): FaultSum | undefined {
  const [first] = faults;
  if (first === undefined) return undefined;
  const raw = faults.length === 1 ? first.raw : undefined;
  const sum = { reason: reasonOf(faults), count: totalOf(faults) };
  return raw === undefined || raw.length >= size ? sum : { ...sum, raw: detached(raw) };
}

/** All reasons in one: `a (3 times); b`. */
function reasonOf(faults: readonly UnwrapFault[]): string {
  const [first] = faults;
  if (faults.length === 1 && first?.count === undefined) return first?.reason ?? '';
  const counts = new Map<string, number>();
  for (const { reason, count = 1 } of faults) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts]
    .map(([reason, count]) => (count === 1 ? reason : `${reason} (${count} times)`))
    .join('; ');
}

const totalOf = (faults: readonly UnwrapFault[]): number =>
  faults.reduce((sum, { count = 1 }) => sum + count, 0);

/** A copy: a part of a text keeps all of it in memory, and that may have been packed a thousandfold. */
const detached = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
