import { App, type CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Trailhound } from '../../lib/trailhound.ts';
import { bundles, EVERYTHING, WATCHDOG_BUS } from '../../test/cdk/support/deployed.ts';
import { heading, markdownTable } from './markdown.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Why a resource is `*`, by action: AWS has no other form of it. */
const WHY_EVERYTHING: Readonly<Record<string, string>> = {
  'cloudtrail:LookupEvents':
    'has no resource-level permissions (Service Authorization Reference, AWS CloudTrail)',
};

/** What each role of a deployment with every source may do, and on what. */
export function rolesPage(): string {
  const stack = new Stack(new App(), 'Home');
  new Trailhound(stack, 'Trailhound', { bundles, ...EVERYTHING, watchdogBusArn: WATCHDOG_BUS });
  const template = Template.fromStack(stack);
  const names = placesOf(stack);
  const roles = stack.node.findAll().filter((one) => one instanceof CfnRole);
  const sections = roles.map((role) => {
    const id = stack.getLogicalId(role);
    const rows = statementsOf(template, id).flatMap((statement) => rowsOf(statement, names));
    return `## ${names.get(id)}\n\n${markdownTable(['May', 'On'], rows)}`;
  });
  return [
    heading(
      'Roles',
      'What each role may do in a deployment with every source open, from the synthesised template. Names are places in the construct. A deployment with fewer sources has fewer roles, and fewer rights in them. `*` stands only where AWS knows no resource:',
    ),
    ...Object.entries(WHY_EVERYTHING).map(([action, why]) => `- \`${action}\` ${why}.`),
    '',
    sections.sort().join('\n\n'),
    '',
    keySection(),
    '',
  ].join('\n');
}

/** What the policy of a customer-managed key needs besides the rights of the roles above, which name it too. */
function keySection(): string {
  const stack = new Stack(new App(), 'Home');
  new Trailhound(stack, 'Trailhound', { bundles, encryptionKey: new Key(stack, 'Key') });
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  const statements: readonly Readonly<Record<string, unknown>>[] = key?.Properties.KeyPolicy.Statement ?? [];
  const services = statements.filter(({ Principal }) => Object.hasOwn(Principal as object, 'Service'));
  const text = JSON.stringify(
    services,
    (_name, value) => (isJoin(value) ? readable(value, new Map()) : (PSEUDO.get(value?.Ref) ?? value)),
    2,
  );
  return [
    '## A key of your own',
    'A key that the app itself makes (`encryptionKey`) gets these statements from the construct. The policy of a key that is only named (`encryptionKeyArn`) cannot be changed from the stack: its owner adds them, besides the usual one that lets the account’s roles use the key by their own policies. Where buckets or topics of other accounts send to the objects queue, `aws:SourceAccount` in the first statement names those accounts, too. EventBridge names no account to KMS, so its statement asks for none.',
    `\`\`\`json\n${text}\n\`\`\``,
  ].join('\n\n');
}

const isJoin = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'Fn::Join' in value;

/** Logical id -> place in the construct, without the parts that CDK adds. */
function placesOf(stack: Stack): ReadonlyMap<string, string> {
  const elements = stack.node.findAll().filter((one): one is CfnElement => 'logicalId' in one);
  return new Map(
    elements.map((one) => {
      const parts = one.node.path.split('/').slice(1);
      const shown = parts.filter((part) => !['Trailhound', 'Resource', 'Default'].includes(part));
      return [stack.getLogicalId(one), shown.join('/')];
    }),
  );
}

function statementsOf(template: Template, role: string): readonly Statement[] {
  const policies = Object.values(template.findResources(CfnPolicy.CFN_RESOURCE_TYPE_NAME));
  return policies
    .filter(({ Properties }) => Properties.Roles.some((one: { Ref?: string }) => one.Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
}

function rowsOf({ Action, Resource }: Statement, names: ReadonlyMap<string, string>): readonly string[][] {
  const actions = [Action].flat().map((action) => `\`${action}\``);
  const resources = [Resource].flat().map((one) => `\`${readable(one, names)}\``);
  return [[actions.join(' '), resources.join(' ')]];
}

type Intrinsic = Readonly<Record<string, unknown>>;

/** Writes a resource as an ARN in which `<place>` stands for the ARN or name of something in the stack. */
function readable(value: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (typeof ref === 'string') return PSEUDO.get(ref) ?? `<${names.get(ref) ?? ref}>`;
  if (Array.isArray(attribute)) {
    const [id, name] = attribute as readonly string[];
    return `<${names.get(String(id)) ?? id}>${name === 'StreamArn' ? '/stream' : ''}`;
  }
  if (!Array.isArray(join)) return JSON.stringify(value);
  return (join[1] as readonly unknown[]).map((part) => readable(part, names)).join(String(join[0]));
}

const PSEUDO: ReadonlyMap<string, string> = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', '<region>'],
  ['AWS::AccountId', '<account>'],
]);
