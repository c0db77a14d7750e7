import type { Placeholders } from '#sigma/detection/placeholders';

/** Name of the stack where nobody gave it another one. */
const DEFAULT_STACK_NAME = 'Trailhound';
/** CloudFormation cuts the name of a stack to this length, at the least, where it makes names of resources from it. */
const CUT_LENGTH = 24;

/**
 * Values of the placeholders that the rule pack uses: `%trailhound_stack%` is what the names of the stack's resources
 * begin with. That is its name, and for a long one the beginning of it. Beside them `own`, for other rules.
 */
export const rulePlaceholders = (
  stackName: string = DEFAULT_STACK_NAME,
  own: Placeholders = {},
): Placeholders => ({
  ...own,
  trailhound_stack: [...new Set([stackName, stackName.slice(0, CUT_LENGTH).replace(/-$/, '')])],
});
