import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintNote } from '#sigma/lint/lint-note';
import { shown } from '#sigma/problems';
import type { Asked } from './asked.ts';
import { valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { VERSION } from './known-events.ts';
import { DOMAIN, placeOf } from './note-texts.ts';

type Note = LintNote<AwsLintCode>;

/** Calls of Lambda whose second version is the one that is recorded (AWS Lambda Developer Guide, "Logging AWS Lambda API calls"). */
export const SECOND_VERSION =
  /^(?:(?:Add|Remove)Permission20150331|UpdateFunction(?:Code|Configuration)20150331|(?:Tag|Untag)Resource20170331)$/i;

/** Finds names that are recorded, and seldom without the version that others have. */
export function versionNotes(
  item: Item,
  value: ItemValue,
  text: string,
  { sources }: Asked,
): readonly Note[] {
  const isOnly = (source: string): boolean => sources?.length === 1 && sources[0] === source;
  const also = (name: string): boolean =>
    item.values.some((other) => other !== value && valueMeets(other)(name));
  if (isOnly(`lambda${DOMAIN}`) && SECOND_VERSION.test(text) && !also(`${text}v2`)) {
    const message = `calls are recorded as ${text}v2 now`;
    return [
      {
        ...placeOf(value),
        code: 'LINT_EVENT_VERSION',
        level: 'warning',
        message,
        found: shown(text),
        suggestion: `${text}v2`,
      },
    ];
  }
  if (!isOnly(`cloudfront${DOMAIN}`) || VERSION.test(text) || also(`${text}2020_05_31`)) return [];
  const message = `CloudFront's calls are recorded with the version of its interface or without it: ${text}2020_05_31 is another name; eventName|startswith meets both`;
  return [
    {
      ...placeOf(value),
      code: 'LINT_EVENT_VERSION',
      level: 'notice',
      message,
      found: shown(text),
      suggestion: `eventName|startswith: ${text}`,
    },
  ];
}
