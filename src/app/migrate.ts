import { DATA_VERSION, DATA_VERSION_KEY, type DataVersion } from '#core/data-version';
import { TrailhoundError } from '#core/errors';
import { epochMs, isoFromMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';
import type { Log } from '#ports/log';
import type { StateStore } from '#ports/state-store';

/** Brings what the tables hold from one version of its form to the next. */
export interface Migration {
  /** The version that it leads to: the one before it, plus 1. */
  readonly to: number;
  /** What changes, in a few words, for the log. */
  readonly name: string;
  /**
   * Runs while all functions work, and may be cut off and run again, even by two at once: so it must be safe to repeat,
   * and the code of the version before must be able to read what it has written so far.
   */
  readonly run: (stores: MigrationStores) => Promise<void>;
}

export interface MigrationStores {
  readonly findings: FindingStore;
  readonly state: StateStore;
}

export interface MigrateDeps extends MigrationStores {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** In order; none yet: version 1 is what the first deployment writes. */
export const MIGRATIONS: readonly Migration[] = [];

/** Of tables without a stamp. */
const FIRST_VERSION = 1;

/** As good as for ever: every item of the state table expires. It is written again long before, by the next run. */
const KEPT_MS = 400 * 86_400_000;
const RENEWED_AFTER_MS = 30 * 86_400_000;

/** What a look at the version came to: `newer` where a later release wrote the tables, and this one should not touch them. */
export type MigrateOutcome =
  | { readonly state: 'current' | 'first'; readonly version: number }
  | { readonly state: 'migrated'; readonly version: number; readonly from: number }
  | { readonly state: 'newer'; readonly version: number; readonly known: number };

/**
 * Brings the tables to the version of this code, one migration after the other; the version moves after each.
 *
 * Rejects with `TH_STORE_*` when a table can't be used; what was done stays done and the next run goes on there.
 */
export async function migrate(
  deps: MigrateDeps,
  migrations: readonly Migration[] = MIGRATIONS,
  wanted: number = DATA_VERSION,
): Promise<MigrateOutcome> {
  checkSteps(migrations, wanted);
  const kept = await deps.state.read<DataVersion>(DATA_VERSION_KEY);
  // No stamp does not mean new: tables may be updated before they were ever looked at. On new ones the steps do nothing.
  const from = kept?.value.version ?? FIRST_VERSION;
  if (from > wanted) return { state: 'newer', version: from, known: wanted };
  let guard = kept?.version;
  for (const step of migrations.filter(({ to }) => to > from)) {
    deps.log.info('migrating the tables', { to: step.to, name: step.name });
    await step.run(deps);
    // Somebody else was faster: they have run the same steps, and both have done the same.
    if (!(await stamp(deps, step.to, guard))) return { state: 'migrated', version: step.to, from };
    guard = (guard ?? 0) + 1;
  }
  if (guard === undefined || (kept && from === wanted && isOld(kept.value, deps)))
    await stamp(deps, wanted, guard);
  if (!kept) return { state: 'first', version: wanted };
  return from < wanted ? { state: 'migrated', version: wanted, from } : { state: 'current', version: wanted };
}

function isOld({ at }: DataVersion, { clock }: MigrateDeps): boolean {
  return isoFromMs(epochMs(clock.now() - RENEWED_AFTER_MS)) > at;
}

const stamp = ({ state, clock }: MigrateDeps, version: number, guard: number | undefined): Promise<boolean> =>
  state.write<DataVersion>(
    DATA_VERSION_KEY,
    { version, at: isoFromMs(clock.now()) },
    guard,
    epochMs(clock.now() + KEPT_MS),
  );

/** Our own mistake, caught in the first test that runs: a gap would leave tables half-way. */
function checkSteps(migrations: readonly Migration[], wanted: number): void {
  const steps = migrations.map(({ to }) => to);
  const expected = Array.from({ length: wanted - 1 }, (_, index) => index + 2);
  if (steps.join() !== expected.join())
    throw new TrailhoundError(
      'TH_SETTINGS_REFUSED',
      `migrations lead to ${steps.join(', ') || 'nothing'}; expected one to each version from 2 to ${wanted}`,
    );
}
