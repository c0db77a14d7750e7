import { caseText } from '#app/lint/field-notes';
import { isForCloudTrail } from '#app/lint/for-cloudtrail';
import { fieldSlip } from '#app/lint/record-fields';
import { ruleCard } from '#app/rule-cards';
import type { Detection } from '#sigma/detection/detection';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';

/** Says what of a rule loads, and most likely is not what was meant: each a sentence. */
export const ruleSlips = (rule: SigmaRule): readonly string[] => [
  ...settingSlips(rule),
  ...(isForCloudTrail(rule) ? caseSlips(fieldsOf(rule.detection)) : []),
];

/** The same of its `trailhound` block, and of keys that look like that. */
export function settingSlips(rule: SigmaRule): readonly string[] {
  const named = Object.keys(rule.custom).filter(
    (key) => key !== 'trailhound' && nearest(key, ['trailhound']) !== undefined,
  );
  const slips = named.map((key) => `${key} changes nothing here; did you mean trailhound?`);
  const card = ruleCard(rule);
  return isForCloudTrail(rule) && card.ok ? [...slips, ...caseSlips(card.value.dedupFields)] : slips;
}

/** The same of the fields of a detection alone. */
export const detectionSlips = (detection: Detection): readonly string[] => caseSlips(fieldsOf(detection));

const fieldsOf = ({ searches }: Detection): readonly string[] =>
  searches.flatMap((search) => search.anyOf.flat().flatMap((item) => item.field ?? []));

/** Only letter case: what else may be wrong with fields, `rules lint` says. */
function caseSlips(fields: readonly string[]): readonly string[] {
  return [...new Set(fields)].flatMap((field) => {
    const slip = fieldSlip(field);
    return slip?.kind === 'case' ? [caseText(field, slip.meant)] : [];
  });
}
