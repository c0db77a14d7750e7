import type { Item, ItemValue } from '#sigma/detection-ast';
import { shown } from '#sigma/problems';
import { printPattern } from '#sigma/text/pattern';

/** What the names of event sources end in. */
export const DOMAIN = '.amazonaws.com';

/** Several services have calls of one name: those that rules are most often about are named first. */
const WELL_KNOWN = [
  'iam',
  'sts',
  'ec2',
  's3',
  'kms',
  'lambda',
  'rds',
  'cloudtrail',
  'secretsmanager',
  'ssm',
].map((service) => `${service}${DOMAIN}`);
/** Sources, those first that rules are most often about. */
export const wellKnownFirst = (sources: readonly string[]): readonly string[] => [
  ...WELL_KNOWN.filter((source) => sources.includes(source)),
  ...sources.filter((source) => !WELL_KNOWN.includes(source)),
];

const MOST_LISTED = 3;
/** Names in words, of many the first. */
export const listed = (all: readonly string[]): string =>
  all.length > MOST_LISTED
    ? `${all.slice(0, MOST_LISTED).join(', ')} and ${all.length - MOST_LISTED} more`
    : all.join(' or ');

/** Where a value stands. */
export const placeOf = ({ line, column }: ItemValue) => ({ line, column });
/** The value as a rule would write it, where it is one text. */
export const foundText = (item: Item, value: ItemValue): string => {
  const [test, ...more] = value.anyOf;
  return shown(test?.kind === 'text' && more.length === 0 ? printPattern(test.pattern) : item.key);
};
