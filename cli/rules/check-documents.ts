import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { epochMs } from '#core/time';
import type { DocumentReport } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';
import { ruleSlips } from './rule-slips.ts';

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
  const detector = buildDetector({ rules: [rule], correlations: [] }, activeSuppressions([], epochMs(0)));
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
