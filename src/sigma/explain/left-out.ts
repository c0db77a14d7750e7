import { eventIdsOf } from '../correlation/correlator.ts';
import { groupText, type Participant } from '../correlation/participants.ts';
import type { Correlation } from '../correlation-ast.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import { nearField } from './found-values.ts';

/** Events, or firings, that match a rule and lack the same of what the correlation goes by. */
export interface LeftOut {
  readonly what: 'event' | 'firing';
  /** Fields of `group-by`, and those whose values count. */
  readonly without: readonly string[];
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
      const without = lackingOf(correlation, who);
      const key = JSON.stringify([what, without]);
      const known = found.get(key);
      if (known) known.eventIds.add(firstIdOf(who));
      // Looked for once among all that lack the same: in a large event it takes its time.
      else found.set(key, { what, without, eventIds: new Set([firstIdOf(who)]), ...nearOf(without, event) });
    },
    all: (): readonly LeftOut[] =>
      [...found.values()].map(({ eventIds, ...one }) => ({ ...one, eventIds: [...eventIds] })),
  };
}

/** What a participant would have to have: that of its rules which lacks least. */
function lackingOf({ rules, groupBy, fields }: Correlation, who: Participant): readonly string[] {
  const [ofGroup = []] = rules
    .filter((rule) => who.rules.includes(rule))
    .map((rule) => groupBy.filter((field) => groupText(field, rule, who.texts) === undefined))
    .sort((a, b) => a.length - b.length);
  return [...ofGroup.map(({ name }) => name), ...fields.filter((field) => who.texts(field).length === 0)];
}

function nearOf([field]: readonly string[], event: SigmaEvent | undefined): Pick<LeftOut, 'near'> {
  const near = field === undefined || event === undefined ? undefined : nearField(event, field);
  return near === undefined ? {} : { near };
}

const firstIdOf = ({ id, eventId = id, behind }: Participant): string =>
  (behind && eventIdsOf(behind.entries.slice(behind.first, behind.first + 1))[0]) ?? eventId;
