/**
 * Runs the engine's tests for Stryker within one process: modules are loaded once for all mutants, which are then switched on
 * one by one. Jest loads everything anew for each of them, and takes a second; this takes milliseconds.
 *
 * Mutants of code that runs when a module is loaded are not tried, or only with what the tests run of them.
 */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { collected, inFile } from './collect-tests.mjs';

/** What instrumented code looks at. */
const switches = globalThis;
const FOLDERS = ['src/sigma', 'test/sigma'];
/** A mutant that survives meets every test: floods and long texts would take most of the time. */
const LONGEST_MS = 1000;
/** For the same reason no mutant gets longer than this. */
const MOST_MS = 3000;

class InProcessRunner {
  /** Stryker reads it: nothing of its own is wanted. */
  static inject = [];

  /** Says that it can load everything anew, and does not: else every mutant that also runs at loading gets a process. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    switches.__stryker__ ??= {};
    await load();
    const tests = [];
    for (const test of collected) {
      switches.__stryker__.currentTestId = test.id;
      const started = performance.now();
      const failureMessage = await failureOf(test);
      const timeSpentMs = performance.now() - started;
      if (failureMessage === undefined && timeSpentMs > LONGEST_MS) {
        delete switches.__stryker__.mutantCoverage?.perTest[test.id];
        continue;
      }
      const outcome = failureMessage === undefined ? { status: 0 } : { status: 1, failureMessage };
      tests.push({ id: test.id, name: test.id, fileName: test.file, timeSpentMs, ...outcome });
    }
    switches.__stryker__.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: switches.__stryker__.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    switches.__stryker__ ??= {};
    await load();
    Object.assign(switches.__stryker__, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      return await verdict(testFilter, dirname(relative(process.cwd(), activeMutant.fileName)));
    } finally {
      switches.__stryker__.activeMutant = undefined;
    }
  }
}

/** The first test that fails decides: those of the mutant's own folder come first, then the quick ones. */
async function verdict(testFilter, folder) {
  const chosen = testFilter ? new Set(testFilter) : undefined;
  const isOwn = ({ file }) => dirname(file) === folder;
  const tests = collected.filter(({ id }) => !chosen || chosen.has(id));
  tests.sort((a, b) => isOwn(b) - isOwn(a) || a.cost - b.cost);
  const started = performance.now();
  for (const [number, test] of tests.entries()) {
    if (performance.now() - started > MOST_MS) break;
    const failure = await failureOf(test);
    if (failure !== undefined) return killed(test.id, failure, number + 1);
  }
  return { status: 'survived', nrOfTests: tests.length };
}

const killed = (test, failure, nrOfTests) => {
  const { hitCount, hitLimit } = switches.__stryker__;
  if (hitCount > hitLimit) return { status: 'timeout', reason: 'hit limit' };
  return { status: 'killed', killedBy: [test], failureMessage: String(failure), nrOfTests };
};

async function failureOf(test) {
  const started = performance.now();
  try {
    await test.run();
    return undefined;
  } catch (cause) {
    return String(cause);
  } finally {
    test.cost = performance.now() - started;
  }
}

let loading;

/** Reads all test files, once. */
function load() {
  loading ??= (async () => {
    register('./jest-globals-hook.mjs', import.meta.url);
    for (const folder of FOLDERS)
      for (const name of readdirSync(folder, { recursive: true }).sort())
        if (name.endsWith('.test.ts') && !name.endsWith('samples.test.ts'))
          await loadFile(join(folder, name));
    // One failure is enough; nobody reads the smallest.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
  })();
  return loading;
}

const loadFile = (file) => inFile(file, () => import(pathToFileURL(join(process.cwd(), file)).href));

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];
