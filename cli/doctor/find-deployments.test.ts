import { describe, expect, it } from '@jest/globals';
import type { DoctorClients } from './clients.ts';
import { findDeployments } from './find-deployments.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012';
const watcher = (deployment: string, more: object = {}) => ({
  ...{ TRAILHOUND_STATE_TABLE: `state-${deployment.split('/')[0]}`, TRAILHOUND_FINDINGS_TABLE: 'findings' },
  ...{ TRAILHOUND_ALERT_TOPIC_ARN: `${TOPIC}:alerts`, TRAILHOUND_HEALTH_TOPIC_ARN: `${TOPIC}:health` },
  ...{ TRAILHOUND_FAILURES_BUCKET: 'failures', TRAILHOUND_DEPLOYMENT: deployment, ...more },
});

interface Account {
  readonly stacks: Readonly<Record<string, readonly string[]>>;
  /** Environments by function; nothing where reading is refused. */
  readonly functions: Readonly<Record<string, object | undefined>>;
}

const OUTPUTS = ['FindingsTable', 'StateTable', 'AlertTopic'];
const denied = () => Object.assign(new Error('secret'), { name: 'AccessDeniedException' });

/** Clients of an account that has these stacks; all of them have the same functions. */
function clients({ stacks, functions }: Account): DoctorClients {
  const answers: Readonly<Record<string, (input: Readonly<Record<string, string>>) => object>> = {
    DescribeStacksCommand: () => ({
      Stacks: Object.entries(stacks).map(([StackName, outputs]) => ({
        ...{ StackName, StackStatus: 'CREATE_COMPLETE' },
        Outputs: outputs.map((OutputKey) => ({ OutputKey })),
      })),
    }),
    ListStackResourcesCommand: () => ({
      StackResourceSummaries: Object.keys(functions).map((name) => ({
        ...{ LogicalResourceId: name, PhysicalResourceId: name, ResourceType: 'AWS::Lambda::Function' },
      })),
    }),
    GetTemplateCommand: () => ({ TemplateBody: '{}' }),
    GetFunctionConfigurationCommand: ({ FunctionName = '' }) => {
      const Variables = functions[FunctionName];
      if (!Variables) throw denied();
      return { Environment: { Variables } };
    },
  };
  const client = {
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
      answers[command.constructor.name]?.(command.input as Readonly<Record<string, string>>),
  };
  return { region: 'eu-west-1', cloudformation: client, lambda: client } as unknown as DoctorClients;
}

describe('findDeployments', () => {
  it('takes the only stack there is', async () => {
    const account = { stacks: { A: OUTPUTS, B: ['Other'] }, functions: { watch: watcher('A'), other: {} } };
    const found = await findDeployments(undefined, clients(account));
    expect(found.stack.name).toBe('A');
    expect(found.deployments).toMatchObject([
      { functions: ['watch', 'other'], settings: { stateTable: 'state-A' } },
    ]);
  });

  it('knows a construct in a stack without our outputs, when it is named', async () => {
    const account = { stacks: { Mine: [] }, functions: { watch: watcher('Mine/Trailhound') } };
    expect((await findDeployments('Mine', clients(account))).deployments).toHaveLength(1);
  });

  it('finds both of two deployments, and looks at what they share once', async () => {
    const functions = {
      one: watcher('one', { TRAILHOUND_DOORS: 'event-history' }),
      two: watcher('two'),
      collect: { TRAILHOUND_REGIONS: 'eu-west-1', TRAILHOUND_STATE_TABLE: 'state-one' },
    };
    const { deployments } = await findDeployments('A', clients({ stacks: { A: OUTPUTS }, functions }));
    expect(deployments).toMatchObject([
      { functions: ['one', 'two', 'collect'], settings: { regions: ['us-east-1', 'eu-west-1'] } },
      { functions: [], settings: { stateTable: 'state-two', regions: [] } },
    ]);
  });

  it.each([
    {
      name: 'a name that is wrong',
      wanted: 'C',
      stacks: { A: OUTPUTS },
      says: /no stack C in eu-west-1\nStacks.*: A$/,
    },
    {
      name: 'no name where there are two',
      wanted: undefined,
      stacks: { A: OUTPUTS, Two: ['MyFindingsTable', 'MyStateTable', 'MyAlertTopic'] },
      says: /Give --stack\nStacks with Trailhound: A, Two$/,
    },
    { name: 'an empty account', wanted: undefined, stacks: {}, says: /is the region right/ },
    {
      name: 'a stack of something else',
      wanted: 'B',
      stacks: { B: [] },
      says: /B in eu-west-1 holds no deployment/,
    },
  ])('refuses $name, and says what is there', async ({ wanted, stacks, says }) => {
    await expect(findDeployments(wanted, clients({ stacks, functions: { f: {} } }))).rejects.toMatchObject({
      code: 'TH_STACK_NOT_FOUND',
      message: expect.stringMatching(says),
    });
  });

  it('goes on without the settings that it may not read', async () => {
    const account = { stacks: { A: OUTPUTS }, functions: { watch: undefined, other: undefined } };
    const found = await findDeployments('A', clients(account));
    expect(found.deployments).toMatchObject([{ functions: ['watch', 'other'], settings: undefined }]);
    expect(found.unread).toEqual([
      { permission: 'lambda:GetFunctionConfiguration', reason: 'AccessDeniedException', isRefused: true },
    ]);
  });

  it('ends where CloudFormation says nothing, and names the permission', async () => {
    const send = async () => {
      throw denied();
    };
    const refused = { region: 'x', cloudformation: { send }, lambda: { send } } as unknown as DoctorClients;
    await expect(findDeployments('A', refused)).rejects.toMatchObject({
      code: 'TH_HEALTH_READ',
      message: 'cloudformation:DescribeStacks is not allowed (AccessDeniedException)',
    });
  });
});
