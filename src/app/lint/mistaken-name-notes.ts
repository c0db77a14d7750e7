import type { Item, ItemValue } from '#sigma/detection-ast';
import type { LintNote } from '#sigma/lint/lint-note';
import { shown } from '#sigma/problems';
import type { Asked } from './asked.ts';
import { valueMeets } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { type MistakenName, mistakenName } from './mistaken-names.ts';
import { placeOf } from './note-texts.ts';

type Note = LintNote<AwsLintCode>;

/** An action of policies, or an operation that is recorded under another name. */
export function mistakenNote(item: Item, value: ItemValue, text: string, asked: Asked): Note | undefined {
  const found = mistakenIn(text, asked);
  if (!found) return undefined;
  const { recordedAs, why } = found;
  const isAlso = recordedAs.some((name) => item.values.some((other) => valueMeets(other)(name)));
  const kind = why === 'action' ? 'an action of IAM policies' : 'an operation of the SDK';
  const recorded =
    recordedAs.length === 0
      ? 'no event records its use'
      : `the call is recorded as ${recordedAs.join(' or ')}`;
  return {
    ...placeOf(value),
    ...{ code: 'LINT_EVENT_NAME', level: isAlso ? 'notice' : asked.level, found: shown(text) },
    message: `${text} is ${kind} and no event name: ${recorded}`,
    ...(recordedAs.length === 0 ? {} : { suggestion: recordedAs.join(', ') }),
  };
}

/** Nothing where the name is that of an event after all, of one of the sources that are asked. */
function mistakenIn(text: string, { known, sources }: Asked): MistakenName | undefined {
  const among = sources ?? known.sources;
  const isEvent = known
    .sourcesOf(text)
    .some((source) => among.includes(source) && !mistakenName(source, text));
  if (isEvent) return undefined;
  for (const source of among) {
    const found = mistakenName(source, text);
    if (found) return found;
  }
  return undefined;
}
