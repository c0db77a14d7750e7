import type { RuleCard } from '#core/match';
import { OWN_RULE_IDS } from '#core/own-rules';
import type { Severity } from '#core/severity';

/** Rule ids of our own kinds of findings about logs: suppressions and queries name them. */
export const LOG_ERROR = OWN_RULE_IDS.logError;
export const LOG_SPIKE = OWN_RULE_IDS.logSpike;
export const LOG_RATE = OWN_RULE_IDS.logRate;

/** An error that goes on for months must not fill the state table with keys. */
const MAX_COUNTED = 10_000;
/** A spike or a rate that goes on is another finding after this long. */
const WINDOW_MINUTES = 60;

const OWN = {
  techniques: [],
  references: [],
  falsePositives: [],
  dedupFields: ['accountId', 'region', 'logGroup', 'fingerprint'],
  maxCounted: MAX_COUNTED,
} as const satisfies Partial<RuleCard>;

/** A kind of error in a log group: one finding for all time, opened again when it returns after it was closed. */
export const errorCard = (severity: Severity): RuleCard => ({
  ...OWN,
  ruleId: LOG_ERROR,
  title: 'New kind of error in a log',
  severity,
  description:
    'A log group has an error of a kind that was not seen in it before, or that returned after it was closed.',
  windowMinutes: 0,
  summary: '{logGroup}: {message}',
  why: 'A kind of error that is new often is the first sign of a bad release or of a failing dependency.',
  runbook: [
    'Read the lines around it and follow the link to the log.',
    'Compare the time with the last release or change of configuration.',
    'When it is mended, close the finding: if the error returns, there is an alert again.',
    'If it is expected, suppress its fingerprint with a reason and an end.',
  ],
});

/** More errors of one kind than its own history lets expect. */
export const spikeCard = (severity: Severity): RuleCard => ({
  ...OWN,
  ruleId: LOG_SPIKE,
  title: 'Spike of an error in a log',
  severity,
  description: 'Errors of one kind come far more often than they used to in this log group.',
  windowMinutes: WINDOW_MINUTES,
  summary: '{logGroup}: {count} in {minutes} min where {expected} are usual: {template}',
  why: 'An error that was always there and suddenly is frequent means that something got worse.',
  runbook: [
    'Look whether all instances write it, or one.',
    'Compare the start with releases, load and the health of what is called.',
  ],
});

/** More errors of one kind in a time than was allowed. */
export const rateCard = (severity: Severity): RuleCard => ({
  ...OWN,
  ruleId: LOG_RATE,
  title: 'Too many errors of a kind in a log',
  severity,
  description: 'Errors of one kind have passed the number in a time that the settings allow.',
  windowMinutes: WINDOW_MINUTES,
  summary: '{logGroup}: {count} in {minutes} min: {template}',
  why: 'So many errors in so short a time reach users.',
  runbook: [
    'Look whether all instances write it, or one.',
    'Roll back or scale out before looking for the cause.',
  ],
});

/** All of them, for whoever lists rules or checks what an allow-list names. */
export const LOG_CARDS: readonly RuleCard[] = [errorCard('medium'), spikeCard('high'), rateCard('high')];
