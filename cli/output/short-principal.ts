const ARN = /^arn:[^:]*:(?:iam|sts)::(\d*):(.+)$/s;

/** Leaves from an ARN of IAM or STS what tells people apart: `user/alice`, `assumed-role/Admin/bob`. For tables only. */
export const shortPrincipal = (principal: string): string => ARN.exec(principal)?.[2] ?? principal;
