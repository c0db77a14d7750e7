const ARN = /^arn:[^:]*:(?:iam|sts)::\d*:(.+)$/s;
const SESSION = /^assumed-role\/(?:.*\/)?([^/]+)\/([^/]+)$/s;
/** Roles of Identity Center: `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`. */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/s;

/**
 * Leaves from an ARN of IAM or STS what tells people apart: `user/alice`, `role/backup`, `bob (Admin)`.
 *
 * `root` is the root of an account and nobody else: whoever is only called so is `"root"`.
 */
export function shortPrincipal(principal: string): string {
  const resource = ARN.exec(principal)?.[1];
  if (resource === undefined) return /^root$/i.test(principal) ? `"${principal}"` : principal;
  const [, role, session] = SESSION.exec(resource) ?? [];
  if (role === undefined || session === undefined) return plainRole(resource);
  return `${session} (${PERMISSION_SET.exec(role)?.[1] ?? role})`;
}

function plainRole(resource: string): string {
  const slash = resource.lastIndexOf('/');
  if (!resource.startsWith('role/')) return resource;
  const set = PERMISSION_SET.exec(resource.slice(slash + 1))?.[1];
  return set === undefined ? resource : `role/${set}`;
}

/** Writes a sentence with the short form of a principal in the place of the whole one. */
export const withShortPrincipal = (sentence: string, principal: string): string =>
  principal.startsWith('arn:') ? sentence.replaceAll(principal, () => shortPrincipal(principal)) : sentence;
