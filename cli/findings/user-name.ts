import { userInfo } from 'node:os';

/** Names who is at the keyboard: from the environment, else from the system, else `unknown`. Never throws. */
export function userName(
  env: Readonly<Record<string, string | undefined>>,
  lookUp: () => string = () => userInfo().username,
): string {
  const given = env['USER'] || env['LOGNAME'] || env['USERNAME'];
  if (given) return given;
  try {
    return lookUp() || 'unknown';
  } catch {
    // A container may run as a number that no entry of /etc/passwd has.
    return 'unknown';
  }
}
