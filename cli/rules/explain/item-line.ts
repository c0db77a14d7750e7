import type { ItemTrace, NearMiss } from '#sigma/explain/traces';
import type { Colours } from '../../output/colours.ts';
import { safe, someOf, verdict } from './lines.ts';

/** `no   eventName|contains: found "x"; wanted any of '*a*', '*b*' (line 7)`. */
export function itemLine(item: ItemTrace, colours: Colours): string {
  const { key, held, line, nearMiss } = item;
  const almost = nearMiss === undefined ? '' : `; ${ALMOST[nearMiss]}`;
  const text = `${colours.bold(safe(key))}: found ${foundText(item)}; wanted ${wantedText(item)}${almost}`;
  return `${verdict(held, colours)}  ${text} ${colours.dim(`(line ${line})`)}`;
}

const ALMOST: Readonly<Record<NearMiss, string>> = {
  case: 'only letter case differs',
  within: 'it is there as a part: |contains would find it',
};

function foundText(item: ItemTrace): string {
  const { present, found, field } = item;
  if (field === null)
    return found.length === 0
      ? 'none of them'
      : someOf(found.map(({ at, text }) => (at ? `${at} ${text}` : text)));
  if (!present) return `no such field${insteadText(item)}`;
  if (found.length === 0) return 'an empty list';
  // What meets tells more than what does not, and of many values few are shown.
  return someOf([...found].sort((a, b) => Number(b.met) - Number(a.met)).map(({ text }) => text));
}

function insteadText({ held, near, around }: ItemTrace): string {
  if (near !== undefined) return ` (did you mean ${safe(near)}?)`;
  if (held || around === undefined) return '';
  return ` (${safe(around.field)} has ${around.has.length === 0 ? 'nothing' : someOf(around.has)})`;
}

function wantedText({ wanted, quantifier, negated }: ItemTrace): string {
  const isAll = quantifier === 'all';
  const sorted = [...wanted].sort((a, b) => Number(b.held) - Number(a.held));
  const isMixed = isAll && wanted.some(({ held }) => held);
  const texts = (isAll ? sorted.reverse() : sorted).map(
    ({ text, held }) => `${text}${isMixed && !held ? ' (not met)' : ''}`,
  );
  const how = texts.length === 1 ? (negated ? 'not ' : '') : `${quantifiers[`${negated}`][quantifier]} `;
  return how + someOf(texts);
}

const quantifiers = {
  true: { any: 'none of', all: 'not all of' },
  false: { any: 'any of', all: 'all of' },
} as const;
