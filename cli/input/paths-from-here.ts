import { isAbsolute, relative, resolve } from 'node:path';
import { STDIN } from '#adapters/local/find-files';

/** Paths are meant from `cwd`; the readers take them from the process's folder, which is another one only in tests. */
export function pathsFromHere(paths: readonly string[], cwd: string): readonly string[] {
  const here = process.cwd();
  if (cwd === here) return paths;
  return paths.map((path) =>
    path === STDIN || isAbsolute(path) ? path : relative(here, resolve(cwd, path)),
  );
}
