import type { LintLevel, LintNote } from '#sigma/lint/lint-note';
import { polarity } from '#sigma/lint/truth';
import type { SigmaRule } from '#sigma/rule';
import { groupsOf, namesListed, sourcesAsked } from './asked-events.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';
import { nameNotes } from './event-name-notes.ts';
import { shadowNotes, sourceNotes } from './event-source-notes.ts';
import type { KnownEvents } from './known-events.ts';

type Note = LintNote<AwsLintCode>;

/** Finds event sources and event names that CloudTrail never records, or never together. */
export function eventNotes(rule: SigmaRule, known: KnownEvents): readonly Note[] {
  const { wanted } = polarity(rule.detection);
  return groupsOf(rule).flatMap((group) => {
    const sources = sourcesAsked(rule, group, known);
    return group.items.flatMap((item) => {
      const level: LintLevel = wanted.has(group.search.name) && !item.negated ? 'error' : 'warning';
      if (item.field === 'eventSource')
        return [...sourceNotes(item, known, level), ...(namesListed(rule, group) ? [] : shadowNotes(item))];
      return item.field === 'eventName' ? nameNotes(item, { known, sources, level }) : [];
    });
  });
}
