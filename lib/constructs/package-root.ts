import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Finds the folder of this package, where `rules/` and `dist/` lie: this file is in `lib/` of a checkout and in `dist/lib/`
 * of the published package.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the package of Trailhound has no package.json above its code');
    folder = above;
  }
  return folder;
}
