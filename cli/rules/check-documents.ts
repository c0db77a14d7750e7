import { buildDetector } from '#app/detector';
import { ruleCard } from '#app/rule-cards';
import { activeSuppressions } from '#app/suppressions';
import { epochMs } from '#core/time';
import type { DocumentReport, LoadReport, RuleText } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';
import { ruleSlips } from './rule-slips.ts';
import { settingPlace } from './setting-place.ts';

/** Refuses rules whose `trailhound` block can't be read: `scan` would not run them either. One entry a problem. */
export function refuseBadBlocks({ rules, documents }: LoadReport, texts: readonly RuleText[]): LoadReport {
  const problems = new Map<SigmaRule, readonly string[]>();
  for (const rule of rules) {
    const card = ruleCard(rule);
    if (!card.ok) problems.set(rule, card.error);
  }
  if (problems.size === 0) return { rules, documents };
  const byPlace = new Map([...problems].map(([rule, found]) => [placeOf(rule), found]));
  return {
    rules: rules.filter((rule) => !problems.has(rule)),
    documents: documents.flatMap((one) => {
      const found = one.state === 'loaded' ? byPlace.get(placeOf(one)) : undefined;
      return found ? found.map((message) => refused(one, message, texts)) : [one];
    }),
  };
}

const refused = (one: DocumentReport, message: string, texts: readonly RuleText[]): DocumentReport => ({
  ...one,
  ...settingPlace(texts.find(({ file }) => file === one.file)?.text ?? '', one.line, message),
  state: 'refused',
  code: 'SIGMA_ATTRIBUTE',
  message,
});

/** Adds to the notices of documents what loads and most likely is not meant so: a rule that can never match, for one. */
export function noticeSlips(
  rules: readonly SigmaRule[],
  documents: readonly DocumentReport[],
): readonly DocumentReport[] {
  const byPlace = new Map(rules.map((rule) => [placeOf(rule), rule]));
  return documents.map((one) => {
    const rule = one.state === 'loaded' ? byPlace.get(placeOf(one)) : undefined;
    if (!rule) return one;
    const notice = `not for CloudTrail (${sourceText(rule)}), so without effect here${hintFor(rule)}`;
    return { ...one, notices: [...one.notices, ...ruleSlips(rule), ...(isForOthers(rule) ? [notice] : [])] };
  });
}

/** Asks what would run the rule, so that both always agree. */
function isForOthers(rule: SigmaRule): boolean {
  const detector = buildDetector([rule], activeSuppressions([], epochMs(0)));
  return detector.ok && detector.value.otherSources.length > 0;
}

function hintFor({ logsource }: SigmaRule): string {
  const near = (given: string | undefined, wanted: string): string | undefined =>
    given === undefined || given.toLowerCase() === wanted ? undefined : nearest(given, [wanted]);
  const product = near(logsource.product, 'aws');
  const service = near(logsource.service, 'cloudtrail');
  const meant = [
    ...(product === undefined ? [] : [`product: ${product}`]),
    ...(service === undefined ? [] : [`service: ${service}`]),
  ];
  return meant.length === 0 ? '' : `; did you mean ${meant.join(', ')}?`;
}

const sourceText = ({ logsource }: SigmaRule): string =>
  (['category', 'product', 'service'] as const)
    .flatMap((key) => (logsource[key] === undefined ? [] : [`${key}: ${logsource[key]}`]))
    .join(', ');

const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${file}\u0000${line}`;
