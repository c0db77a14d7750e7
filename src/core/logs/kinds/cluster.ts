import { WILD } from './word-list.ts';

/** One kind of message: its template, and where that became more general than the message it was born from. */
export interface Cluster {
  /** Given at birth and kept. */
  readonly fingerprint: string;
  /** Keeps what must never be in one cluster apart: `timeout`, `exception java.io.IOException`, or empty. */
  readonly group: string;
  /** The branch of the tree it hangs on: the first word, or `<*>`. */
  readonly branch: string;
  readonly words: readonly string[];
  readonly gaps: readonly string[];
  /** Places of the words that were literal at birth and are `<*>` now, ascending. */
  readonly open: readonly number[];
}

/** How unlike two words are: a template with n words takes up messages with at most 2 n in all. */
const COST = { names: 5, identifiers: 10, words: 25, valueForIdentifier: 5, valueForWord: 10 } as const;
const LIMIT_PER_WORD = 2;
/** At most this part of a template's words opens up: one that is all `<*>` would say nothing. */
const MOST_OPEN = 0.4;

const PLAIN_WORD = /^(?:\p{L}?[\p{Ll}\p{M}'’-]+|\p{Lu}+)$/u;
/** `com.example.Job`, but not `com.example.JOB_FAILED`: capitals say what happened. */
const isName = (word: string): boolean =>
  (word.includes('.') || word.includes('$')) && !/\.[\p{Lu}_]+$/u.test(word);

/**
 * Tells how unlike a template and a message of as many words are; `undefined` where they are too unlike.
 *
 * Drain counts the share of equal words. Here a difference weighs by what differs, because values are masked already:
 * `com.example.A` for `com.example.B` is likely a value that no mask knows, `opened` for `closed` is another message.
 * What the template has taken up once costs nothing again, so a message never leaves its cluster.
 */
export function distance(cluster: Cluster, words: readonly string[]): number | undefined {
  const limit = LIMIT_PER_WORD * words.length;
  let cost = 0;
  let opened = cluster.open.length;
  for (let at = 0; at < words.length && cost <= limit; at += 1) {
    const own = cluster.words[at] ?? '';
    const other = words[at] ?? '';
    if (own === other || cluster.open.includes(at)) continue;
    cost += costOf(own, other);
    if (own !== WILD) opened += 1;
  }
  const opensTooMuch = opened > cluster.open.length && opened > Math.max(1, MOST_OPEN * words.length);
  return cost > limit || opensTooMuch ? undefined : cost;
}

function costOf(own: string, other: string): number {
  if (own === WILD || other === WILD) {
    const isPlain = PLAIN_WORD.test(own === WILD ? other : own);
    return isPlain ? COST.valueForWord : COST.valueForIdentifier;
  }
  if (isName(own) && isName(other)) return COST.names;
  return PLAIN_WORD.test(own) || PLAIN_WORD.test(other) ? COST.words : COST.identifiers;
}

/** The place of the only word that differs, where neither side has a value there; `undefined` for none or several. */
export function onlyDifference(cluster: Cluster, words: readonly string[]): number | undefined {
  let place: number | undefined;
  for (let at = 0; at < words.length; at += 1) {
    if (cluster.words[at] === words[at]) continue;
    if (place !== undefined || cluster.words[at] === WILD || words[at] === WILD) return undefined;
    place = at;
  }
  return place;
}

/** The cluster with `<*>` wherever the message differs; the same object where it does nowhere. */
export function generalised(cluster: Cluster, words: readonly string[]): Cluster {
  const places = cluster.words.flatMap((word, at) => (word === WILD || word === words[at] ? [] : [at]));
  if (places.length === 0) return cluster;
  return {
    ...cluster,
    words: cluster.words.map((word, at) => (places.includes(at) ? WILD : word)),
    open: [...cluster.open, ...places].sort((a, b) => a - b),
  };
}
