import type { SigmaCorrelation } from '../rule.ts';
import type { Entry } from './entries.ts';
import type { Firing } from './firings.ts';
import type { FieldTexts, Participant } from './participants.ts';

/** The group's fields, as the rule names them, with their values. */
export const namedGroup = (
  { correlation }: SigmaCorrelation,
  values: readonly string[],
): Record<string, string> =>
  Object.fromEntries(correlation.groupBy.map(({ name }, index) => [name, values[index] ?? '']));

/**
 * What the last event of a window carries. Of several at that instant it is the greatest, as text: ids must not decide,
 * because a firing that is kept has another.
 */
function lastCarried(entries: readonly Entry[], { at, first, end }: Firing): Entry['carried'] {
  let [last, text] = [entries[end - 1]?.carried, ''];
  for (let place = end - 1; place >= first && entries[place]?.at === at; place -= 1) {
    const carried = entries[place]?.carried;
    const own = carried ? JSON.stringify(carried) : '';
    if (own > text) [last, text] = [carried, own];
  }
  return last;
}

/** A correlation that holds is an event at the end of its window, with its group's values and fields of its last event. */
export function innerParticipant(
  correlation: SigmaCorrelation,
  values: readonly string[],
  entries: readonly Entry[],
  firing: Firing,
): Participant {
  const { at, first, end } = firing;
  const fields = { ...lastCarried(entries, firing), ...namedGroup(correlation, values) };
  const texts: FieldTexts = (field) => {
    const text = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return text === undefined ? [] : [text];
  };
  return {
    at,
    id: JSON.stringify([correlation.key, values, at]),
    behind: { entries, first, end },
    rules: [correlation.key],
    texts,
  };
}
