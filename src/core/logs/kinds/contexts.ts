import { joinValues, WILD } from './word-list.ts';

const DATE_WORD =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|wed|thu|sat|[ap]m|utc|gmt|ce?s?t|[ecmp][sd]t)$/i;
/** With a capital, or `am` and `pm`: what may happen is no month. */
const isDateWord = (word: string): boolean => /^(?:[A-Z]|[ap]m$)/.test(word) && DATE_WORD.test(word);
const PERSON = /^(?:user|username|account|login)$/i;
/** What follows a name: `user alice from`, `account 7 is`. */
const BEHIND_NAME = /^(?:from|by|on|at|via|using|in|to|with|has|is|was|for|does|did|cannot|logged|not|port)$/;
/** The longest group of words whose repetition is seen. */
const MAX_PERIOD = 8;

/** Replaces words that are values because of what stands beside them: parts of a date, names of people. */
export function maskByContext(words: string[], gaps: string[]): void {
  for (let at = words.length - 1; at >= 0; at -= 1) {
    const besideValue = words[at + 1] === WILD || words[at - 1] === WILD;
    if (besideValue && isDateWord(words[at] ?? '')) words[at] = WILD;
  }
  joinValues(words, gaps);
  for (let at = 1; at < words.length; at += 1) if (isName(words, gaps, at)) words[at] = WILD;
}

/** `user alice from`, `account alice` at the end, `(user alice)`, `password for alice from 192.0.2.1`. */
function isName(words: readonly string[], gaps: readonly string[], at: number): boolean {
  if (!/^ ?["'[(]?$/.test(gaps[at] ?? '')) return false;
  const after = gaps[at + 1] ?? '';
  const next = words[at + 1];
  if (words[at - 1] === 'for') return next === 'from' && words[at + 2] === WILD;
  if (!PERSON.test(words[at - 1] ?? '')) return false;
  if (next === undefined) return !/[.!]/.test(after);
  return /^ ?[[(]/.test(after) || (after === ' ' && BEHIND_NAME.test(next));
}

/**
 * Draws repetitions of a group of words together: `iar <*> dear <*> iar <*> dear <*>` becomes `iar <*> dear <*>`.
 *
 * Only groups with a value, of up to eight words: a list of records is a value of any length.
 */
export function joinRepeats(words: string[], gaps: string[]): void {
  let kept = 0;
  for (let at = 0; at < words.length; at += 1) {
    words[kept] = words[at] ?? '';
    gaps[kept + 1] = gaps[at + 1] ?? '';
    kept += 1;
    const period = repeatedPeriod(words, kept);
    kept -= period;
  }
  words.length = kept;
  gaps.length = kept + 1;
}

/** How long the group is that stands twice at the end of the first `count` words; 0 where none does. */
function repeatedPeriod(words: readonly string[], count: number): number {
  for (let period = 2; period <= MAX_PERIOD && 2 * period <= count; period += 1) {
    let isSame = true;
    let holdsValue = false;
    for (let at = count - period; isSame && at < count; at += 1) {
      isSame = words[at] === words[at - period];
      holdsValue ||= words[at] === WILD;
    }
    if (isSame && holdsValue) return period;
  }
  return 0;
}
