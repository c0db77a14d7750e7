import type { Random } from './random.ts';

/** A role or user of the account, with its unique id. */
export interface Named {
  readonly name: string;
  /** `AROA…EXAMPLE` or `AIDA…EXAMPLE`. */
  readonly id: string;
}

/** The invented company: everything in its account that records speak of. */
export interface Company {
  readonly accountId: string;
  /** Where nearly everything runs. */
  readonly home: string;
  /** All regions in use, `home` first. */
  readonly regions: readonly string[];
  /** Outside accounts: the monitoring vendor's, the organization's, and the intruder's. */
  readonly accounts: { readonly vendor: string; readonly organization: string; readonly stranger: string };
  readonly trail: string;
  readonly detector: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly instances: readonly string[];
  readonly volumes: readonly string[];
  readonly snapshots: readonly string[];
  readonly buckets: readonly string[];
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  readonly secrets: readonly string[];
  readonly keys: readonly string[];
  readonly repositories: readonly string[];
  readonly stacks: readonly string[];
  readonly database: string;
  readonly cluster: string;
  /** Roles by what they are for. */
  readonly roles: Readonly<Record<RoleUse, Named>>;
  /** Platform engineers, who come through IAM Identity Center. */
  readonly engineers: readonly string[];
  /** IAM users: one person with a password and MFA, one forgotten key, one emergency login. */
  readonly users: { readonly scientist: Named; readonly forgotten: Named; readonly emergency: Named };
}

/** What a role of the company is for. */
export type RoleUse =
  | 'platform'
  | 'readOnly'
  | 'runner'
  | 'deployer'
  | 'monitoring'
  | 'worker'
  | 'task'
  | 'backup';

const ROLE_NAMES: Readonly<Record<RoleUse, string>> = {
  platform: 'AWSReservedSSO_PlatformEngineer_5d1c0a77e2b94f36',
  readOnly: 'AWSReservedSSO_ReadOnly_0b8e41d6c3a7f925',
  runner: 'build-runner',
  deployer: 'ci-deployer',
  monitoring: 'larkspur-monitoring',
  worker: 'parcel-worker',
  task: 'dispatch-task',
  backup: 'nightly-snapshots',
};

/** Prints an id of the given kind that nobody can take for a real one: `AKIA` gives 20 characters, others 21. */
export function exampleId(random: Random, kind: 'AKIA' | 'ASIA' | 'AIDA' | 'AROA'): string {
  return `${kind}${random.letters(kind === 'AKIA' || kind === 'ASIA' ? 9 : 10)}EXAMPLE`;
}

/**
 * Invents the company.
 *
 * @param tag what to add to names, so that many companies can stand side by side; `''` for the one of the story.
 */
export function inventCompany(random: Random, accountId: string, tag = ''): Company {
  const named = (name: string, kind: 'AIDA' | 'AROA'): Named => ({
    name: name + tag,
    id: exampleId(random, kind),
  });
  const ids = (prefix: string, count: number) =>
    Array.from({ length: count }, () => `${prefix}-0${random.hex(16)}`);
  const tagged = (...names: readonly string[]) => names.map((name) => name + tag);
  return {
    accountId,
    home: 'eu-central-1',
    regions: ['eu-central-1', 'eu-west-1', 'us-east-1'],
    accounts: { vendor: '111122223333', organization: '777788889999', stranger: '444455556666' },
    trail: `fernhollow-audit${tag}`,
    detector: random.hex(32),
    vpc: `vpc-0${random.hex(16)}`,
    subnets: ids('subnet', 4),
    securityGroups: ids('sg', 5),
    instances: ids('i', 9),
    volumes: ids('vol', 12),
    snapshots: ids('snap', 10),
    buckets: tagged(
      'fernhollow-invoices',
      'fernhollow-labels',
      'fernhollow-lake',
      'fernhollow-artifacts',
      'fernhollow-audit-logs',
    ),
    functions: tagged('parcel-intake', 'label-printer', 'route-planner', 'invoice-mailer', 'webhook-relay'),
    tables: tagged('parcels', 'routes', 'customers', 'label-jobs'),
    secrets: tagged(
      'prod/dispatch/database',
      'prod/carrier/api-token',
      'prod/webhook/signing',
      'prod/mailer/smtp',
      'shared/erp/sync',
    ),
    keys: Array.from({ length: 4 }, () => random.uuid()),
    repositories: tagged('dispatch', 'route-planner', 'portal'),
    stacks: tagged('fernhollow-intake', 'fernhollow-portal', 'fernhollow-dispatch'),
    database: `dispatch-prod${tag}`,
    cluster: `dispatch${tag}`,
    roles: Object.fromEntries(
      Object.entries(ROLE_NAMES).map(([use, name]) => [use, named(name, 'AROA')]),
    ) as unknown as Company['roles'],
    engineers: tagged('mira.holt', 'tobias.renn', 'priya.solberg'),
    users: {
      scientist: named('noor.vantongeren', 'AIDA'),
      forgotten: named('legacy-reporting', 'AIDA'),
      emergency: named('break-glass', 'AIDA'),
    },
  };
}
