import { eventIdsOf } from '../correlation/events-behind.ts';
import { groupText, type Participant } from '../correlation/participants.ts';
import type { Correlation } from '../correlation-ast.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import { fieldValues, nearField } from './found-values.ts';

/** Events, or firings, that match a rule and lack the same of what the correlation goes by. */
export interface LeftOut {
  readonly what: 'event' | 'firing';
  /** Fields of `group-by`, and those whose values count. */
  readonly without: readonly string[];
  /** Those of them that the events do have, and that are null. Absent: none. */
  readonly nulls?: readonly string[];
  /** Each once; of a firing its first event. */
  readonly eventIds: readonly string[];
  /** A field of the first of these events that is written nearly as the first that is lacking. */
  readonly near?: string;
}

/** Gathers what a correlation leaves out; `event` is absent for a firing. */
export function leftOutOf(correlation: Correlation) {
  const found = new Map<string, Omit<LeftOut, 'eventIds'> & { readonly eventIds: Set<string> }>();
  return {
    add: (who: Participant, event?: SigmaEvent): void => {
      const what = who.behind ? 'firing' : 'event';
      const lacking = lackingOf(correlation, who);
      const without = lacking.map(({ name }) => name);
      const nulls = event ? lacking.flatMap(({ name, field }) => (isNull(event, field) ? name : [])) : [];
      const key = JSON.stringify([what, without, nulls]);
      const known = found.get(key);
      if (known) known.eventIds.add(firstIdOf(who));
      // Looked for once among all that lack the same: in a large event it takes its time.
      else {
        const about = nulls.length > 0 ? { nulls } : nearOf(lacking, event);
        found.set(key, { what, without, ...about, eventIds: new Set([firstIdOf(who)]) });
      }
    },
    all: (): readonly LeftOut[] =>
      [...found.values()].map(({ eventIds, ...one }) => ({ ...one, eventIds: [...eventIds] })),
  };
}

/** A field that counts, or of `group-by`: its name there, and what an alias stands for. */
interface Lacking {
  readonly name: string;
  readonly field: string;
}

/** What a participant would have to have: that of its rules which lacks least. */
function lackingOf({ rules, groupBy, fields }: Correlation, who: Participant): readonly Lacking[] {
  const [ofGroup = []] = rules
    .filter((rule) => who.rules.includes(rule))
    .map((rule) =>
      groupBy
        .filter((field) => groupText(field, rule, who.texts) === undefined)
        .map(({ name, byRule }) => ({ name, field: byRule?.[rule] ?? name })),
    )
    .sort((a, b) => a.length - b.length);
  const uncounted = fields.filter((field) => who.texts(field).length === 0);
  return [...ofGroup, ...uncounted.map((field) => ({ name: field, field }))];
}

function isNull(event: SigmaEvent, field: string): boolean {
  const { present, values } = fieldValues(event, field);
  return present && values.length > 0 && values.every((value) => value === null);
}

function nearOf([first]: readonly Lacking[], event: SigmaEvent | undefined): Pick<LeftOut, 'near'> {
  const near = first === undefined || event === undefined ? undefined : nearField(event, first.field);
  return near === undefined ? {} : { near };
}

const firstIdOf = ({ id, eventId = id, behind }: Participant): string =>
  (behind && eventIdsOf(behind.entries.slice(behind.first, behind.first + 1))[0]) ?? eventId;
