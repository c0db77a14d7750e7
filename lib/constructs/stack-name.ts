import { type Stack, Token } from 'aws-cdk-lib';

/**
 * The name of a stack, as text: that of the outermost one for a nested stack, whose own name is made at deployment and
 * begins with it.
 */
export function stackNameOf(stack: Stack): string {
  const outer = stack.nestedStackParent;
  return outer !== undefined && Token.isUnresolved(stack.stackName) ? stackNameOf(outer) : stack.stackName;
}
