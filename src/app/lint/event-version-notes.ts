import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintNote } from '#sigma/lint/lint-note';
import { shown } from '#sigma/problems';
import type { Asked } from './asked.ts';
import { valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { VERSION } from './known-events.ts';
import { DOMAIN, listed, placeOf, wellKnownFirst } from './note-texts.ts';

type Note = LintNote<AwsLintCode>;

/** Calls of Lambda whose second version is the one that is recorded (AWS Lambda Developer Guide, "Logging AWS Lambda API calls"). */
export const SECOND_VERSION =
  /^(?:(?:Add|Remove)Permission20150331|UpdateFunction(?:Code|Configuration)20150331|(?:Tag|Untag)Resource20170331)$/i;

/** Finds names that are recorded, and seldom without the version that others have. */
export function versionNotes(item: Item, value: ItemValue, text: string, asked: Asked): readonly Note[] {
  const { sources } = asked;
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
  const versions = versionsElsewhere(text, asked);
  if (versions.length > 0 && !versions.some(also)) return [elsewhereNote(value, text, versions, asked)];
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

const LAMBDA = `lambda${DOMAIN}`;

/** Names under which Lambda records a call, where it is not the only source asked for and others have the name without a version. */
function versionsElsewhere(text: string, { known, sources }: Asked): readonly string[] {
  if (sources && (sources.length === 1 || !sources.includes(LAMBDA))) return [];
  const names = known.namesOf(LAMBDA) ?? [];
  const isSame = (name: string): boolean => name.toLowerCase() === text.toLowerCase();
  return names.some(isSame)
    ? []
    : names.filter((name) => VERSION.test(name) && isSame(name.replace(VERSION, '')));
}

/** The name is right for other services: a rule that means Lambda misses all of it. */
function elsewhereNote(value: ItemValue, text: string, versions: readonly string[], asked: Asked): Note {
  const best = recordedVersion(versions);
  const right = listed(othersWith(text, asked));
  const message = `${text} is an event of ${right}; the call of Lambda is recorded as ${best}`;
  const allowed = `eventSource: ${right}, or ${best}`;
  return {
    ...placeOf(value),
    code: 'LINT_EVENT_VERSION',
    level: 'notice',
    message,
    found: shown(text),
    allowed,
  };
}

const othersWith = (text: string, { known, sources }: Asked): readonly string[] =>
  wellKnownFirst(known.sourcesOf(text).filter((source) => sources?.includes(source) ?? true));

/** Of the names that one call has with a version, the one that is recorded. */
export const recordedVersion = (versions: readonly string[]): string =>
  versions.find((name) => name.endsWith('v2') && SECOND_VERSION.test(name.replace(/v2$/, ''))) ??
  versions[0] ??
  '';
