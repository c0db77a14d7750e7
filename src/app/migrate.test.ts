import { describe, expect, it } from '@jest/globals';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { DATA_VERSION } from '#core/data-version';
import { epochMs, parseTime } from '#core/time';
import { quietLog } from '../../test/support/quiet-log.ts';
import { type Migration, migrate } from './migrate.ts';

const NOON = parseTime('2026-03-01T12:00:00Z')!;

function setUp() {
  let now = NOON;
  const deps = {
    ...{ findings: memoryFindingStore(), state: memoryStateStore() },
    ...{ clock: { now: () => now }, log: quietLog },
  };
  const ran: string[] = [];
  const step = (to: number, run: () => Promise<void> = async () => {}): Migration => ({
    ...{ to, name: `to ${to}` },
    run: async () => {
      ran.push(`to ${to}`);
      await run();
    },
  });
  return { deps, ran, step, later: (ms: number) => (now = epochMs(now + ms)) };
}

describe('migrate', () => {
  it('stamps the tables of a first deployment with the version of the code', async () => {
    const { deps } = setUp();
    expect(await migrate(deps, [], 1)).toEqual({ state: 'first', version: 1 });
    expect(await migrate(deps, [], 1)).toEqual({ state: 'current', version: 1 });
  });

  it('runs every step on tables without a stamp: they may be old, and updated before anybody looked at them', async () => {
    const { deps, ran, step } = setUp();
    expect(await migrate(deps, [step(2), step(3)], 3)).toEqual({ state: 'first', version: 3 });
    expect(await migrate(deps, [step(2), step(3)], 3)).toEqual({ state: 'current', version: 3 });
    expect(ran).toEqual(['to 2', 'to 3']);
  });

  it('runs the steps that are missing, in order, once', async () => {
    const { deps, ran, step } = setUp();
    await migrate(deps, [], 1);
    expect(await migrate(deps, [step(2), step(3)], 3)).toEqual({ state: 'migrated', version: 3, from: 1 });
    expect(await migrate(deps, [step(2), step(3)], 3)).toEqual({ state: 'current', version: 3 });
    expect(ran).toEqual(['to 2', 'to 3']);
  });

  it('goes on after a step that failed, and repeats no step that was done', async () => {
    const { deps, ran, step } = setUp();
    await migrate(deps, [], 1);
    let broken = true;
    const steps = [
      step(2),
      step(3, async () => {
        if (broken) throw new Error('throttled');
      }),
    ];
    await expect(migrate(deps, steps, 3)).rejects.toThrow('throttled');
    broken = false;
    expect(await migrate(deps, steps, 3)).toMatchObject({ state: 'migrated', from: 2 });
    expect(ran).toEqual(['to 2', 'to 3', 'to 3']);
  });

  it('touches nothing that a later release has written', async () => {
    const { deps, ran, step } = setUp();
    await migrate(deps, [], 1);
    await migrate(deps, [step(2)], 2);
    expect(await migrate(deps, [], 1)).toEqual({ state: 'newer', version: 2, known: 1 });
    expect(ran).toEqual(['to 2']);
  });

  it('leaves the version to whoever was faster', async () => {
    const { deps, step } = setUp();
    await migrate(deps, [], 1);
    const both = await Promise.all([migrate(deps, [step(2)], 2), migrate(deps, [step(2)], 2)]);
    expect(both).toEqual([
      { state: 'migrated', version: 2, from: 1 },
      { state: 'migrated', version: 2, from: 1 },
    ]);
    expect(await deps.state.read('data-version')).toMatchObject({ value: { version: 2 }, version: 2 });
  });

  it('renews the stamp long before it expires', async () => {
    const { deps, later } = setUp();
    await migrate(deps);
    later(40 * 86_400_000);
    expect(await migrate(deps)).toEqual({ state: 'current', version: DATA_VERSION });
    expect(await deps.state.read('data-version')).toMatchObject({ version: 2 });
  });

  it('refuses a list of steps with a gap', async () => {
    const { deps, step } = setUp();
    await expect(migrate(deps, [step(3)], 3)).rejects.toThrow('expected one to each version from 2 to 3');
  });
});
