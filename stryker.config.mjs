/**
 * Mutation testing of the engine: `npm run mutate` (scripts/mutate.mjs). Everything that it writes goes below the folder
 * for temporary files. Tests that need more than the engine are left out: a mutant must be killed close to where it lives.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const out = join(tmpdir(), 'trailhound-mutation');

export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutation/in-process-runner.mjs'],
  testRunnerNodeArgs: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  // Code that runs when a module is loaded would need a process for each mutant: the runner loads once.
  ignoreStatic: true,
  // Stryker would read it with TypeScript's own interface, which version 7 does not have.
  tsconfigFile: 'no-such-file.json',
  ignorePatterns: [
    ...[
      '/.emulator',
      '/bench',
      '/cdk.out',
      '/cli',
      '/dist',
      '/docs',
      '/lambdas',
      '/lib',
      '/reports',
      '/rules',
    ],
    ...[
      '/src/adapters',
      '/src/app',
      '/src/packing',
      '/src/render',
      '/test/*',
      '!/test/sigma',
      '!/test/support',
    ],
  ],
  tempDirName: join(out, 'sandbox'),
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
  jsonReporter: { fileName: join(out, 'report.json') },
  concurrency: 1,
  timeoutMS: 5000,
  allowConsoleColors: false,
};
