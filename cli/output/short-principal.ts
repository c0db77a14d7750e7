const ARN = /^arn:[^:]*:(?:iam|sts)::\d*:(.+)$/s;
const SESSION = /^assumed-role\/(?:.*\/)?([^/]+)\/([^/]+)$/s;
/** Roles of Identity Center: `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`. */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/s;
/** What the account's root alone may look like. */
const ROOT = /^root$/i;

/**
 * Leaves from an ARN of IAM or STS what tells people apart, the most telling first, so that cutting the end costs least:
 * `alice`, `bob (Admin)`. For tables only.
 *
 * `root` is the root of an account and nobody else: who is only called so is `user/root`, `role/root`, `Admin/root`.
 */
export function shortPrincipal(principal: string): string {
  const resource = ARN.exec(principal)?.[1];
  if (resource === undefined) return ROOT.test(principal) ? `user/${principal}` : principal;
  const [, role, session] = SESSION.exec(resource) ?? [];
  if (role !== undefined && session !== undefined) {
    const set = PERMISSION_SET.exec(role)?.[1] ?? role;
    return ROOT.test(session) ? `${set}/${session}` : `${session} (${set})`;
  }
  const name = resource.slice(resource.lastIndexOf('/') + 1) || resource;
  return ROOT.test(name) && resource !== 'root' ? withKind(resource, name) : name;
}

/** `user/root` for `user/team/root`: what it is, and its name. */
const withKind = (resource: string, name: string): string =>
  `${resource.includes('/') ? resource.slice(0, resource.indexOf('/')) : 'user'}/${name}`;
