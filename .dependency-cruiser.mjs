import { rooms } from './rooms.mjs';

const inRoom = (room) => `^(${room.path})/`;
const byName = new Map(rooms.map((room) => [room.name, room]));
const escapeName = (name) => name.replaceAll('/', '\\/').replace('*', '[^/]+');
const packagePath = (name) => (name === '*' ? 'node_modules/' : `node_modules/${escapeName(name)}(/|$)`);
const TEST_FILE = '\\.test\\.ts$';

/** One `allowed` entry for each way out of a room; whatever no entry allows is an error. */
const allowed = rooms.flatMap((room) => {
  const from = { path: inRoom(room) };
  const entries = [room, ...room.imports.map((name) => byName.get(name))].map((target) => ({
    from,
    to: { path: inRoom(target) },
  }));
  for (const name of room.npm) entries.push({ from, to: { path: packagePath(name) } });
  if (room.node) entries.push({ from, to: { dependencyTypes: ['core'] } });
  for (const name of room.types ?? [])
    entries.push({ from, to: { path: `^${name}$|node_modules/@types/${name}/` } });
  return entries;
});

/** A unit test stands beside its file and may use the test tools and local stand-ins. */
const tests = [
  { from: { path: TEST_FILE }, to: { path: 'node_modules/(@jest/globals|fast-check|yaml)' } },
  { from: { path: TEST_FILE }, to: { dependencyTypes: ['core'] } },
  { from: { path: TEST_FILE }, to: { path: '^(src|lambdas|cli|test/support)/' } },
  { from: { path: '^scripts/' }, to: { path: '^rooms\\.mjs$' } },
];

export default {
  allowedSeverity: 'error',
  allowed: [...allowed, ...tests],
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: `^(scripts|bench|test)/|${TEST_FILE}` },
      to: { path: `^(scripts|bench|test)/|${TEST_FILE}` },
    },
    {
      name: 'cli-and-lambdas-stay-apart',
      severity: 'error',
      from: { path: '^cli/', pathNot: TEST_FILE },
      to: { path: '^lambdas/', pathNot: '/handler\\.ts$' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk\\.out)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
