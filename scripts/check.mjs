// Everything that must hold, fastest first; stops at the first failure and ends with one line of true totals.
// `npm test` (`--tests`) runs the suites alone; `npm run check` adds everything static; `--ci` adds what needs Python;
// `npm run e2e` (`--e2e`) builds, deploys into the emulator, and does nothing else.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ci = process.argv.includes('--ci');
const testsOnly = process.argv.includes('--tests');
const deployedOnly = process.argv.includes('--e2e');
const reports = mkdtempSync(join(tmpdir(), 'trailhound-check-'));
const total = { passed: 0, failed: 0, skipped: 0 };

const bin = (name) => join(root, 'node_modules', '.bin', name);
const jest = (project) => ['jest', project];

/** Name and command of each step; a `jest` step adds its tests to the totals, any other counts as one. */
const statics = [
  ['format and lint', [bin('biome'), 'check', '--error-on-warnings', '.']],
  ['rooms', [process.execPath, 'scripts/check-rooms.mjs']],
  ['types', [bin('tsc'), '-p', '.']],
  ['dead code', [bin('knip')]],
  ['generated docs', [process.execPath, '--import', 'tsx', 'scripts/docs.ts', '--check']],
];
const suites = [
  ['unit tests', jest('unit')],
  ['tests across rooms', jest('span')],
  ['infrastructure tests', jest('cdk')],
];
const deployed = [['deployed into the emulator', jest('e2e')]];
const everything = [
  ['build', [process.execPath, 'scripts/build.mjs']],
  ['bundle sizes', [process.execPath, 'scripts/check-bundles.mjs']],
  ...(testsOnly ? [] : statics),
  ...suites,
  ...(ci ? [['emulator tests', jest('emulator')], ...deployed] : []),
];
const steps = deployedOnly ? [everything[0], ...deployed] : everything;

function run([command, ...args], env = {}) {
  return (
    spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
  );
}

function runJest(project) {
  const report = join(reports, `${project}.json`);
  const status = run(
    [
      process.execPath,
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      `--selectProjects=${project}`,
      // Each of its files deploys a stack of its own, with a process for every function.
      ...(project === 'e2e' ? ['--maxWorkers=2'] : []),
      '--json',
      `--outputFile=${report}`,
      '--silent=false',
    ],
    // The SDK's notice about Node 20 says the same eight lines in every worker.
    { CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  );
  const told = readReport(report);
  total.passed += told.numPassedTests;
  total.failed += Math.max(told.numFailedTests + told.numRuntimeErrorTestSuites, status === 0 ? 0 : 1);
  total.skipped += told.numPendingTests + told.numTodoTests;
  return status;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      numRuntimeErrorTestSuites: 1,
      numPendingTests: 0,
      numTodoTests: 0,
    };
  }
}

for (const [name, command] of steps) {
  console.log(`\n== ${name}`);
  const status = command[0] === 'jest' ? runJest(command[1]) : run(command);
  if (command[0] !== 'jest') total[status === 0 ? 'passed' : 'failed'] += 1;
  if (status !== 0) {
    console.log(`stopped at: ${name}`);
    break;
  }
}
rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
