import { DATA_VERSION } from '#core/data-version';
import { TrailhoundError } from '#core/errors';
import type { EpochMs } from '#core/time';
import type { Fact } from '#ports/health';
import type { MigrateOutcome } from '../migrate.ts';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

const QUESTION: Question = { check: 'form of the tables', expected: `version ${DATA_VERSION}` };
/** `watch-self` runs twice an hour. */
const FIRST_LOOK_MS = 45 * 60_000;
const NEWER = 'Deploy the release that wrote them, or a later one: this one may misread them.';

/** Brings the tables to the form of this release, and says how that went; it never rejects, because the look goes on. */
export async function checkMigration(migrate: () => Promise<MigrateOutcome>): Promise<HealthCheck> {
  try {
    const outcome = await migrate();
    return versionCheck(outcome.version);
  } catch (error) {
    const reason = error instanceof TrailhoundError ? error.code : 'unexpected error';
    return answer(
      QUESTION,
      'problem',
      `a migration failed (${reason})`,
      'The next look goes on where it stopped. If it fails again, see the log of watch-self.',
    );
  }
}

/** Looks at the version that the tables carry; none is that of a deployment which has not looked at itself yet. */
export const checkDataVersion = (
  fact: Fact<number | undefined>,
  { now, since }: { readonly now: EpochMs; readonly since: EpochMs },
): readonly HealthCheck[] =>
  whenKnown(QUESTION, fact, (version) => {
    if (version !== undefined) return versionCheck(version);
    return now - since < FIRST_LOOK_MS
      ? answer(QUESTION, 'ok', 'not written yet: it is new')
      : answer(QUESTION, 'warning', 'not written yet', 'See the log of watch-self: it writes it.');
  });

function versionCheck(version: number): HealthCheck {
  const found = `version ${version}`;
  if (version > DATA_VERSION) return answer(QUESTION, 'problem', found, NEWER);
  if (version < DATA_VERSION)
    return answer(QUESTION, 'warning', found, 'watch-self migrates them within half an hour.');
  return answer(QUESTION, 'ok', found);
}
