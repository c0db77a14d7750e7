import { learnEnvironment } from '#adapters/aws/health-functions';
import {
  learnResources,
  learnStacks,
  learnTemplateFilters,
  type ResourceFacts,
  type StackFacts,
} from '#adapters/aws/health-stack';
import type { Deployed } from '#app/health/examine';
import type { Fact, Unlearnt } from '#ports/health';
import { AdvisedError } from '../advised-error.ts';
import { credentialsHint } from '../aws-hint.ts';
import type { DoctorClients } from './clients.ts';
import { deploymentsOf } from './deployed-settings.ts';

/** A stack with the deployments in it; most have one. */
export interface FoundStack {
  readonly stack: StackFacts;
  readonly deployments: readonly Deployed[];
  /** What of its settings could not be read. */
  readonly unread: readonly Unlearnt[];
}

/**
 * Finds the deployments of a stack, or of the only stack there is.
 *
 * Throws `TH_STACK_NOT_FOUND` with the stacks that look like ours, and `TH_HEALTH_READ` when CloudFormation says nothing.
 */
export async function findDeployments(
  wanted: string | undefined,
  clients: DoctorClients,
): Promise<FoundStack> {
  const { cloudformation, lambda, region } = clients;
  const stack = pick(orThrow(await learnStacks(cloudformation)), wanted, region);
  const resources = orThrow(await learnResources(cloudformation, stack.name));
  const names = idsOf(resources, 'AWS::Lambda::Function');
  const environments = await Promise.all(names.map((name) => learnEnvironment(lambda, name)));
  const filters = await learnTemplateFilters(cloudformation, stack.name);
  const known = environments.flatMap((fact) => (fact.ok ? [fact.value] : []));
  const unread = distinct([...environments, filters].flatMap((fact) => (fact.ok ? [] : [fact.error])));
  const settings = deploymentsOf(known, filters.ok ? filters.value : []);
  if (settings.length === 0 && unread.length === 0) {
    throw notFound(`the stack ${stack.name} in ${region} holds no deployment of Trailhound`, []);
  }
  const parts = {
    since: stack.changedAt,
    functions: names,
    alarms: idsOf(resources, 'AWS::CloudWatch::Alarm'),
    schedules: idsOf(resources, 'AWS::Scheduler::Schedule'),
    rules: idsOf(resources, 'AWS::Events::Rule'),
  };
  const none = { since: stack.changedAt, functions: [], alarms: [], schedules: [], rules: [] };
  const [first, ...others] = settings;
  const deployments = [{ ...parts, settings: first }, ...others.map((one) => ({ ...none, settings: one }))];
  return { stack, deployments, unread };
}

/** One permission refuses many functions, and is said once. */
const distinct = (unread: readonly Unlearnt[]): readonly Unlearnt[] => [
  ...new Map(unread.map((one) => [`${one.permission} ${one.reason}`, one])).values(),
];

const idsOf = (resources: readonly ResourceFacts[], type: string): readonly string[] =>
  resources.filter((one) => one.type === type && one.physicalId !== '').map(({ physicalId }) => physicalId);

function pick(stacks: readonly StackFacts[], wanted: string | undefined, region: string): StackFacts {
  const ours = stacks.filter(isOurs);
  if (wanted === undefined) {
    const [only, ...others] = ours;
    if (only !== undefined && others.length === 0) return only;
    throw notFound(
      only === undefined ? `no stack in ${region} is one of Trailhound` : 'which stack? Give --stack',
      ours,
    );
  }
  const found = stacks.find(({ name }) => name === wanted);
  if (found === undefined) throw notFound(`there is no stack ${wanted} in ${region}`, ours);
  return found;
}

/** By the outputs that our stack prints; a construct in another stack may be without. */
const isOurs = ({ outputs }: StackFacts): boolean =>
  ['FindingsTable', 'StateTable', 'AlertTopic'].every((name) =>
    outputs.some((output) => output.endsWith(name)),
  );

function notFound(what: string, ours: readonly StackFacts[]): AdvisedError {
  const names = ours.map(({ name }) => name).join(', ');
  const there =
    names === ''
      ? 'No stack there has the outputs of one; is the region right?'
      : `Stacks with Trailhound: ${names}`;
  return new AdvisedError('TH_STACK_NOT_FOUND', `${what}\n${there}`);
}

function orThrow<T>(fact: Fact<T>): T {
  if (fact.ok) return fact.value;
  const { permission, reason, isRefused } = fact.error;
  const what = `${permission} ${isRefused ? 'is not allowed' : 'failed'} (${reason})`;
  throw new AdvisedError('TH_HEALTH_READ', what + credentialsHint(reason));
}
