import type { Template } from 'aws-cdk-lib/assertions';

/** A statement of a policy, as lists. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

interface Resource {
  readonly Properties: Record<string, never>;
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Every statement that gives a role of the template a right. */
export function statements(template: Template): readonly Statement[] {
  const policies = Object.values(
    template.findResources('AWS::IAM::Policy'),
  ) as unknown as readonly Resource[];
  return policies.flatMap(({ Properties }) =>
    (
      Properties['PolicyDocument'] as unknown as {
        Statement: readonly { Action: string | string[]; Resource: unknown }[];
      }
    ).Statement.map(({ Action, Resource }) => ({ actions: listOf(Action), resources: listOf(Resource) })),
  );
}

/** The functions of Trailhound (CDK's own left out) by the first words of their logical id, with their variables. */
export function variables(template: Template): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  return Object.fromEntries(
    functions
      .filter(([, { Properties }]) => Properties.Environment !== undefined)
      .map(([id, { Properties }]) => [id, Properties.Environment.Variables]),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a template has no types
export type Properties = Record<string, any>;

/** Properties of all resources of a type. */
export const propertiesOf = (template: Template, type: string): readonly Properties[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
