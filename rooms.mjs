/**
 * The rooms of the house and what each may import. The only copy of this table: dependency-cruiser's rules
 * and docs/generated/rooms.md are made from it. A file in no room, or an import not listed, is refused.
 *
 * `npm` lists packages; `node: true` allows Node's own modules.
 */
export const rooms = [
  {
    name: 'core',
    path: 'src/core',
    imports: [],
    npm: ['@noble/hashes'],
    why: 'The domain is pure: no clock, no randomness, no environment. SHA-256 comes from a pure library, because ids need it and a browser must be able to load this room.',
  },
  {
    name: 'sigma',
    path: 'src/sigma',
    imports: ['core'],
    npm: ['yaml', 're2js'],
    why: 'The engine can be used alone: it knows nothing of AWS, files or the network.',
  },
  {
    name: 'ports',
    path: 'src/ports',
    imports: ['core', 'sigma'],
    npm: [],
    why: 'Interfaces that use cases need; of the engine they name types only.',
  },
  {
    name: 'config',
    path: 'src/config',
    imports: ['core', 'sigma', 'ports'],
    npm: ['zod', 'yaml'],
    why: 'One schema for the settings of each function, for the files that people write, and for the table definition that the stack and the embedded store share.',
  },
  {
    name: 'app',
    path: 'src/app',
    imports: ['core', 'sigma', 'ports'],
    npm: [],
    why: 'Use cases know ports, never what stands behind them.',
  },
  {
    name: 'adapters/aws',
    path: 'src/adapters/aws',
    imports: ['core', 'ports', 'config'],
    npm: ['@aws-sdk/*', '@aws-lambda-powertools/*'],
    node: true,
    types: ['aws-lambda'],
    why: 'One port each, through the AWS SDK.',
  },
  {
    name: 'adapters/local',
    path: 'src/adapters/local',
    imports: ['core', 'ports', 'config', 'sigma'],
    npm: ['yaml', 'zod', 'fzstd', 'dynalite', 'classic-level', 'tinyglobby', '@aws-sdk/*'],
    node: true,
    why: 'Files, the terminal, memory, and the embedded DynamoDB (which is created through the SDK like the real one).',
  },
  {
    name: 'lambdas',
    path: 'lambdas',
    imports: ['core', 'sigma', 'ports', 'app', 'config', 'adapters/aws'],
    npm: [],
    node: true,
    types: ['aws-lambda'],
    why: 'Handlers decode, call one use case and answer; lambdas/wiring alone joins adapters and use cases.',
  },
  {
    name: 'cli',
    path: 'cli',
    imports: ['core', 'sigma', 'ports', 'app', 'config', 'adapters/aws', 'adapters/local', 'lambdas'],
    npm: ['commander', 'picocolors', 'cli-table3', 'csv-stringify', '@aws-sdk/*', 'yaml', 'zod'],
    node: true,
    types: ['aws-lambda'],
    why: 'The same use cases on local adapters. It imports handlers, because `replay` must run the very code that is deployed.',
  },
  {
    name: 'lib',
    path: 'lib',
    imports: ['core', 'config'],
    npm: ['aws-cdk-lib', 'constructs'],
    node: true,
    why: 'Infrastructure: takes settings and the table definition from the runtime side, and no code that runs in Lambda.',
  },
  {
    name: 'bin',
    path: 'bin',
    imports: ['lib', 'config'],
    npm: ['aws-cdk-lib'],
    node: true,
    why: 'The CDK app entry.',
  },
  {
    name: 'tooling',
    path: 'scripts|bench|test',
    imports: [
      'core', 'sigma', 'ports', 'app', 'config', 'adapters/aws', 'adapters/local', 'lambdas', 'cli', 'lib', 'bin', 'tooling',
    ],
    npm: ['*'],
    node: true,
    why: 'May see everything and is imported by nobody.',
  },
];
