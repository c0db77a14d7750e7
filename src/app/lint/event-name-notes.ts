import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintNote } from '#sigma/lint/lint-note';
import { shown } from '#sigma/problems';
import { advise } from './advice.ts';
import type { Asked } from './asked.ts';
import { isAboutText, plainText, valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { recordedVersion, versionNotes } from './event-version-notes.ts';
import { VERSION } from './known-events.ts';
import { mistakenNote } from './mistaken-name-notes.ts';
import { foundText, listed, placeOf, wellKnownFirst } from './note-texts.ts';

type Note = LintNote<AwsLintCode>;

/** Finds names that no event of the sources asked for has. */
export function nameNotes(item: Item, asked: Asked): readonly Note[] {
  const { known, sources } = asked;
  // Of a source that nobody knows, names cannot be judged; that source is named itself.
  if (sources?.length === 0) return [];
  const among = sources ?? known.sources;
  if (among.some((source) => known.namesOf(source) === undefined) && sources) return [];
  return item.values.filter(isAboutText).flatMap((value): readonly Note[] => {
    const meets = valueMeets(value);
    const text = plainText(value);
    const mistaken = text === undefined ? undefined : mistakenNote(item, value, withoutService(text), asked);
    if (mistaken) return [mistaken];
    const isKnown = among.some((source) => known.namesOf(source)?.some(meets));
    if (isKnown) return text === undefined ? [] : versionNotes(item, value, text, asked);
    return [text === undefined ? patternNote(item, value, asked) : nameNote(value, text, asked)];
  });
}

/** The action in `iam:CreateUser`, as policies write it. */
const withoutService = (text: string): string => text.replace(/^[a-z0-9-]+:(?=\w+$)/i, '');

function patternNote(item: Item, value: ItemValue, { sources, level }: Asked): Note {
  const of = sources ? ` of ${listed(sources)}` : '';
  return {
    ...placeOf(value),
    ...{ code: 'LINT_EVENT_NAME', level, found: foundText(item, value) },
    message: `no event${of} has a name that fits ${foundText(item, value)}`,
  };
}

function nameNote(value: ItemValue, text: string, { known, sources, level }: Asked): Note {
  const common = { ...placeOf(value), level, found: shown(text) };
  const names = (sources ?? known.sources).flatMap((source) => known.namesOf(source) ?? []);
  const bare = text.replace(VERSION, '').toLowerCase();
  const versions = names.filter(
    (name) => VERSION.test(name) && name.replace(VERSION, '').toLowerCase() === bare,
  );
  if (versions.length > 0) {
    const best = recordedVersion(versions);
    const message = `the call is recorded with the version of its interface: ${best}, not ${text}`;
    return { ...common, code: 'LINT_EVENT_VERSION', message, allowed: versions.join(', '), suggestion: best };
  }
  const elsewhere = wellKnownFirst(known.sourcesOf(text));
  if (sources && elsewhere.length > 0) {
    const message = `${text} is an event of ${listed(elsewhere)}, not of ${listed(sources)}`;
    return {
      ...common,
      code: 'LINT_EVENT_NAME',
      message,
      allowed: `events of ${listed(sources)}`,
      ...(elsewhere[0] === undefined ? {} : { suggestion: `eventSource: ${elsewhere[0]}` }),
    };
  }
  const undated = names.find((name) => name.toLowerCase() === bare);
  if (undated !== undefined) {
    const message = `the call is recorded without a version: ${undated}, not ${text}`;
    // Which calls bear a date is no documented promise.
    return { ...common, code: 'LINT_EVENT_VERSION', level: 'warning', message, suggestion: undated };
  }
  const { hint, instead } = advise(withoutService(text), names);
  const of = sources ? ` of ${listed(sources)}` : '';
  const message = `CloudTrail records no event ${shown(text)}${of}${hint}`;
  return { ...common, code: 'LINT_EVENT_NAME', message, ...instead };
}
