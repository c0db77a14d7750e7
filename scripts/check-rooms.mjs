// Holds the table of rooms (rooms.mjs) against the imports as they are.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'lambdas', 'cli', 'lib', 'bin', 'scripts', 'bench', 'test'];
const { stdout, stderr } = spawnSync(
  join(root, 'node_modules', '.bin', 'depcruise'),
  ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders],
  { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);

let summary;
try {
  ({ summary } = JSON.parse(stdout));
} catch {
  console.error(stderr || 'dependency-cruiser gave no report');
  process.exit(1);
}
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
// A cruiser that understands no TypeScript reports nothing at all, and that must not pass for a clean house.
const enough = summary.totalCruised >= 50;
if (!enough) console.error(`only ${summary.totalCruised} modules were read: the check itself is broken`);
console.log(`${summary.totalCruised} modules, ${summary.violations.length} import(s) that no room allows`);
process.exitCode = summary.violations.length > 0 || !enough ? 1 : 0;
