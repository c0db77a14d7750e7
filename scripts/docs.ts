// Prints the reference pages from the code: `npm run docs` writes them, `--check` compares and fails on a difference.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlesPage } from './docs/bundles-page.ts';
import { cliPage } from './docs/cli-page.ts';
import { configPage } from './docs/config-page.ts';
import { deploymentPage, deploymentSchemaText } from './docs/deployment-page.ts';
import { ownRulesPage } from './docs/own-rules-page.ts';
import { rolesPage } from './docs/roles-page.ts';
import { coveragePage, rulesPage } from './docs/rule-pages.ts';
import { errorsPage, roomsPage, tablesPage } from './docs/table-pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'docs', 'generated');

const pages: Readonly<Record<string, string>> = {
  'bundles.md': bundlesPage(root),
  'cli.md': await cliPage(root),
  'config.md': configPage(),
  'coverage.md': coveragePage(root),
  'errors.md': errorsPage(),
  'own-rules.md': ownRulesPage(),
  'roles.md': rolesPage(),
  'rooms.md': roomsPage(),
  'rules.md': rulesPage(root),
  'tables.md': tablesPage(),
  'trailhound-yml.md': deploymentPage(),
  '../reference/trailhound-schema.json': deploymentSchemaText(root),
};

const onDisk = (name: string): string | undefined => {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
};

mkdirSync(folder, { recursive: true });
const stray = readdirSync(folder).filter((name) => !(name in pages));
const stale = Object.entries(pages).filter(([name, text]) => onDisk(name) !== text);
if (process.argv.includes('--check')) {
  for (const name of [...stale.map(([name]) => name), ...stray]) {
    console.error(`${join('docs/generated', name)} is not what the code says: run npm run docs`);
  }
  process.exitCode = stale.length + stray.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  for (const name of stray) rmSync(join(folder, name));
}
console.log(`${Object.keys(pages).length} pages, ${stale.length + stray.length} differed`);
