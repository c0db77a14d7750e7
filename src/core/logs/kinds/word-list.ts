import { cutUnits } from './characters.ts';

/** Stands in a template for what differs from message to message. */
export const WILD = '<*>';
/** Longer words are cut. */
const MAX_WORD = 96;
/** Longer gaps are cut: they are only for people. */
const MAX_GAP = 12;

/** A message as its words, values replaced by `<*>`, and what stands before, between and behind them. */
export interface Masked {
  readonly words: readonly string[];
  /** One more than there are words. */
  readonly gaps: readonly string[];
}

/** Between the members of a list. */
const LIST_GAP = /^[\s,:|/+#&.;@*~-]*$/;
const OPENED = /^ ?[([{<]$/;
const NOTHING_IN_BRACKETS = /^ ?(?:\( ?\)|\[ ?\]|\{ ?\})$/;
const UNIT =
  /^(?:[nuµm]?s|[num]?secs?|mins?|h|hrs?|d|(?:nano|micro|milli)?seconds?|millis|minutes?|hours?|days?|b|bytes?|[kmgt]i?b|[kmgt](?:bytes|bps)|[kmg]hz|%)$/i;

/** Words as they are found, with lists of values drawn together into one `<*>`. */
export interface WordList {
  readonly length: number;
  /** Adds what is no word. White space counts as one blank. */
  gap(text: string): void;
  /** Adds a value; one that continues a list adds nothing. */
  value(): void;
  /** Adds a word; a unit behind a value adds nothing. */
  word(text: string): void;
  /** Whether the last thing that was added is a value. */
  endsWithValue(): boolean;
  masked(): { words: string[]; gaps: string[] };
}

/** Begins an empty list. */
export function wordList(): WordList {
  const words: string[] = [];
  const gaps: string[] = [''];
  const lastGap = (): string => gaps[words.length] ?? '';
  const push = (word: string): void => {
    words.push(word);
    gaps.push('');
  };
  return {
    get length() {
      return words.length;
    },
    gap: (text) => {
      gaps[words.length] = cutUnits((lastGap() + text).replace(/\s+/g, ' '), MAX_GAP);
      closeBrackets(words, gaps, text);
    },
    value: () => {
      if (words.at(-1) === WILD && LIST_GAP.test(lastGap())) gaps[words.length] = '';
      else push(WILD);
    },
    word: (text) => {
      const isUnit = words.at(-1) === WILD && lastGap().trim() === '' && UNIT.test(text);
      if (isUnit) gaps[words.length] = '';
      else push(cutUnits(text, MAX_WORD));
    },
    endsWithValue: () => words.at(-1) === WILD && lastGap() === '',
    masked: () => ({ words, gaps }),
  };
}

/** `1029 bytes (1.00 KB)`, `host [192.0.2.1]`, `192.0.2.1 ()`: the brackets say the same in other words, or nothing. */
function closeBrackets(words: string[], gaps: string[], closing: string): void {
  const count = words.length;
  if (words[count - 1] !== WILD) return;
  const isRemark =
    /^[)\]}>]/.test(closing) && words[count - 2] === WILD && OPENED.test(gaps[count - 1] ?? '');
  if (isRemark) {
    words.pop();
    gaps.pop();
    gaps[count - 1] = '';
    return;
  }
  gaps[count] = (gaps[count] ?? '').replace(NOTHING_IN_BRACKETS, '');
}

/** Draws neighbouring values together, where a word between two lists has become a value too. */
export function joinValues(words: string[], gaps: string[]): void {
  let kept = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const after = gaps[at + 1] ?? '';
    const isMember = kept > 0 && word === WILD && words[kept - 1] === WILD && LIST_GAP.test(gaps[kept] ?? '');
    if (!isMember) {
      words[kept] = word;
      kept += 1;
    }
    gaps[kept] = after;
  }
  words.length = kept;
  gaps.length = kept + 1;
}
