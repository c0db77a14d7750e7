import type { Call, Fields } from './call.ts';
import type { Random } from './random.ts';

/** Answers of EC2 to a change that worked. */
export const ec2Done = (random: Random): Fields => ({ requestId: random.uuid(), _return: true });

/** Admits a network to one TCP port of a security group. */
export function admitIngress(
  random: Random,
  accountId: string,
  groupId: string,
  port: number,
  cidr: string,
): Call {
  const range = { ipProtocol: 'tcp', fromPort: port, toPort: port };
  const asked = {
    ...range,
    groups: {},
    ipRanges: { items: [{ cidrIp: cidr }] },
    ipv6Ranges: {},
    prefixListIds: {},
  };
  const securityGroupRuleId = `sgr-0${random.hex(16)}`;
  const made = {
    groupOwnerId: accountId,
    groupId,
    securityGroupRuleId,
    isEgress: false,
    ...range,
    cidrIpv4: cidr,
  };
  return {
    source: 'ec2',
    name: 'AuthorizeSecurityGroupIngress',
    request: { groupId, ipPermissions: { items: [asked] } },
    response: { ...ec2Done(random), securityGroupRuleSet: { items: [made] } },
  };
}
