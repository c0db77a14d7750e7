import type { RuleHead } from './rule.ts';

/** Says what findings call a rule: its id, or `title:` and its title, with the number of those that share it. */
export const ruleIdOf = ({
  id,
  title,
  titleNumber,
}: Pick<RuleHead, 'id' | 'title' | 'titleNumber'>): string =>
  id ?? `title:${title}${titleNumber === undefined ? '' : `#${titleNumber}`}`;
