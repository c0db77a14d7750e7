/** Suites: `unit` is pure and fast; `span` crosses rooms and may start embedded parts; `cdk` synthesises; `emulator` needs Python; `e2e` deploys the app into it. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // What is installed there has names that ours have.
  modulePathIgnorePatterns: ['<rootDir>/.emulator/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{src,cli,lambdas,scripts}/**/*.test.ts'] },
    {
      ...base,
      displayName: 'span',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/cdk/', '<rootDir>/test/emulator/', '<rootDir>/test/e2e/'],
    },
    { ...base, displayName: 'cdk', testMatch: ['<rootDir>/test/cdk/**/*.test.ts'] },
    { ...base, displayName: 'emulator', testMatch: ['<rootDir>/test/emulator/**/*.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
};
