import { fold } from './text/fold.ts';

/** The parts of a log source that are compared. */
export const LOG_SOURCE_PARTS = ['category', 'product', 'service'] as const;

/** What a rule, or an event, says about where events come from. What is not stated is open. */
export interface LogSource {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
}

/**
 * Whether a rule applies to events of a log source: everything that the rule states is equal, whatever the case.
 *
 * What the event's log source does not say, the rule must not state.
 */
export function applies(rule: LogSource, event: LogSource): boolean {
  return LOG_SOURCE_PARTS.every((part) => {
    const wanted = rule[part];
    const given = event[part];
    return wanted === undefined || (given !== undefined && fold(given) === fold(wanted));
  });
}
