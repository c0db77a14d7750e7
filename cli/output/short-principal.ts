const ARN = /^arn:[^:]*:(?:iam|sts)::\d*:(.+)$/s;
const SESSION = /^assumed-role\/(?:.*\/)?([^/]+)\/([^/]+)$/s;
/** Roles of Identity Center: `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`. */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/s;

/**
 * Leaves from an ARN of IAM or STS what tells people apart, the most telling first, so that cutting the end costs least:
 * `alice`, `bob (Admin)`. For tables only.
 */
export function shortPrincipal(principal: string): string {
  const resource = ARN.exec(principal)?.[1];
  if (resource === undefined) return principal;
  const [, role, session] = SESSION.exec(resource) ?? [];
  if (role !== undefined && session !== undefined) {
    return `${session} (${PERMISSION_SET.exec(role)?.[1] ?? role})`;
  }
  return resource.slice(resource.lastIndexOf('/') + 1) || resource;
}
