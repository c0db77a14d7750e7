import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { StateStore } from '#ports/state-store';

/**
 * Writers that meet on one item give way to each other at most this often, for about seven seconds: where everything is
 * down, hundreds of streams deliver the same error at once.
 */
const MOST_TRIES = 40;
const FIRST_WAIT_MS = 20;
const GROWTH = 1.4;
const LONGEST_WAIT_MS = 400;
/** How many cells are remembered between batches, and the longest text that is. */
const MOST_CELLS = 64;

/** A value with its version, as this process knows it; both are `undefined` where there is none. */
interface Known<T = unknown> {
  readonly value: T;
  readonly version: number | undefined;
}

/**
 * What was read or written last, so that a warm function asks for less. A value that is old by now is harmless: it is
 * written only if nobody else wrote since.
 */
export type CellMemory = Map<string, Known>;

/** What a change comes to: the value to write, nothing where it stays as it is, and what the caller wants to know. */
export interface Changed<T, R> {
  readonly next: T | undefined;
  readonly result: R;
}

export interface CellDeps {
  readonly state: StateStore;
  readonly clock: Clock;
  /** In [0, 1): spreads writers that met. @default Math.random */
  readonly random?: () => number;
}

/**
 * Changes a shared value: reads it, has it changed, writes it if nobody else wrote in between, and begins again
 * otherwise. `change` may store things itself before it answers; what it does must be safe to repeat.
 *
 * Values are kept as JSON text, because the table nests no more than 32 levels. Throws `TH_STORE_BUSY` when others
 * write all the time.
 */
export async function changeCell<T, R>(
  key: string,
  deps: CellDeps,
  change: (value: T | undefined) => Promise<Changed<T, R>>,
  options: { readonly keptMs: number; readonly memory?: CellMemory | undefined },
): Promise<R> {
  const { memory, keptMs } = options;
  let known = memory?.get(key) ?? (await readCell(key, deps));
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { next, result } = await change(known.value as T | undefined);
    if (next === undefined) {
      remember(memory, key, known);
      return result;
    }
    const expiresAt: EpochMs = epochMs(deps.clock.now() + keptMs);
    if (await deps.state.write(key, { json: JSON.stringify(next) }, known.version, expiresAt)) {
      remember(memory, key, { value: next, version: (known.version ?? 0) + 1 });
      return result;
    }
    memory?.delete(key);
    if (tries > 0) await deps.clock.sleep(waitMs(tries, deps));
    known = await readCell(key, deps);
  }
  throw new TrailhoundError('TH_STORE_BUSY', `${key}: gave way ${MOST_TRIES} times and found no gap`);
}

/** Full jitter: those that were refused together do not come back together. */
const waitMs = (tries: number, { random = Math.random }: CellDeps): number =>
  Math.ceil(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** tries));

/** Reads a shared value as it is now. */
export async function readCell<T>(
  key: string,
  { state }: Pick<CellDeps, 'state'>,
): Promise<Known<T | undefined>> {
  const kept = await state.read<{ readonly json: string }>(key);
  return kept
    ? { value: parsed(kept.value.json) as T | undefined, version: kept.version }
    : { value: undefined, version: undefined };
}

/** What is not readable counts as nothing: the state begins anew, and the version still guards it. */
function parsed(json: unknown): unknown {
  try {
    return typeof json === 'string' ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}

function remember(memory: CellMemory | undefined, key: string, known: Known): void {
  if (!memory) return;
  memory.delete(key);
  memory.set(key, known);
  const [oldest] = memory.keys();
  if (memory.size > MOST_CELLS && oldest !== undefined) memory.delete(oldest);
}
