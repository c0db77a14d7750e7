import type { Aggregation } from './aggregation.ts';
import { sketchCorrelation, slugOf, timespanOf } from './replacement-yaml.ts';
import type { RuleNames } from './rule-names.ts';

type Near = Omit<Extract<Aggregation, { kind: 'near' }>, 'kind'>;

/** Says what replaces searches that are to be met near each other. */
export function nearAdvice(old: Near, rule: RuleNames, timeframe: string | undefined): readonly string[] {
  const searches = [...new Set([/^[\w-]+$/.test(old.search) ? old.search : 'first', ...old.searches])];
  const base = slugOf(rule.name ?? rule.slug ?? rule.title);
  const refs = searches.map(
    (search) => `${base}_${search.replace(/^1 of |\*/gi, '').replace(/[^\w-]+/g, '_')}`,
  );
  const limits = old.absent.map(
    (search) =>
      `That ${search} is not near cannot be expressed: a correlation waits for what happens, not for what does not.`,
  );
  return [
    ...limits,
    `Make a rule of each search (${searches.join(', ')}) with the names ${refs.join(', ')}, and put this temporal behind them;`,
    'a group-by, such as userIdentity.arn, keeps apart what different people do:',
    sketchCorrelation({
      title: rule.title,
      level: rule.level,
      type: 'temporal',
      rules: refs,
      groupBy: [],
      timespan: timespanOf(timeframe),
      condition: [],
    }),
  ];
}
