import type { OpenReason, Vague } from '#sigma/pushdown/need';

/** Says why a rule may match any event. */
export const openReason = (why: OpenReason): string => OPEN[why];

/** Says why nothing is known of a value. */
export const vagueReason = (vague: Vague): string => VAGUE[vague];

const OPEN: Readonly<Record<OpenReason, string>> = {
  keywords: 'keywords look at every value of an event',
  negation: 'the condition may hold because something is not there',
  nothing: 'the condition asks for nothing',
};

const VAGUE: Readonly<Record<Vague, string>> = {
  regex: 'regular expression only, without text that must be there',
  time: 'part of a time',
  fieldref: 'compared with another field',
  anything: 'any value will do',
};
