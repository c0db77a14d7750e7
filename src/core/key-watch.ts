import { codesOf, standsAt } from './json-bytes.ts';

import { OWN_FIELD } from './record-shape.ts';
import { LISTS } from './unwrap.ts';

/** What must be true of a record for one rule to match it. */
export interface Witness {
  /** Dotted, as rules write it. */
  readonly field: string;
  /** The field is one of the texts (`whole`), or has one of them in it (`within`). */
  readonly position: 'whole' | 'within';
  /** Folded to one letter case; for ASCII that is lower case. */
  readonly texts: ReadonlySet<string>;
}

/** A key whose values are looked at wherever it stands. */
export interface KeyWatch {
  readonly key: Uint8Array;
  /** Set for the two keys by which a record is known. */
  readonly marks: 'source' | 'name' | undefined;
  /**
   * Whether the text from `from` to before `to`, all of it plain ASCII, may be what some rule asks for. Answers `true`
   * too for the source of a notification (`sourceOfNotification`), which is no record.
   */
  readonly mayMatch: (bytes: Uint8Array, from: number, to: number) => boolean;
}

/** Watches by the length of their keys. */
export type KeyWatches = readonly (readonly KeyWatch[])[];

interface Texts {
  readonly whole: Set<string>;
  readonly within: Set<string>;
}

const MARKS = new Map<string, 'source' | 'name'>([
  ['eventSource', 'source'],
  ['eventName', 'name'],
]);
const NOTIFICATION = codesOf('aws:');
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
/** Lower case for ASCII letters, the byte itself for the others. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Makes the watches that a set of witnesses asks for, and those that tell a record from other objects. */
export function keyWatches(witnesses: readonly Witness[]): KeyWatches {
  // An object with such a list may be more than one record: see `unwrap`.
  const texts = new Map<string, Texts>([...MARKS.keys(), ...LISTS, OWN_FIELD].map((key) => [key, noTexts()]));
  for (const witness of witnesses) {
    for (const key of keysOf(witness.field)) {
      const known = texts.get(key) ?? noTexts();
      texts.set(key, known);
      // Others cannot be met: a value with anything but plain ASCII in it is doubt already.
      for (const text of witness.texts) if (PLAIN_ASCII.test(text)) known[witness.position].add(text);
    }
  }
  const longest = Math.max(...[...texts.keys()].map((key) => key.length));
  return Array.from({ length: longest + 1 }, (_, length) =>
    [...texts].filter(([key]) => key.length === length).map(([key, wanted]) => keyWatch(key, wanted)),
  );
}

/** The watch on the key that stands between `from` and `to`, if there is one. */
export function watchedKey(
  watches: KeyWatches,
  bytes: Uint8Array,
  from: number,
  to: number,
): KeyWatch | undefined {
  const list = to - from < watches.length ? watches[to - from] : undefined;
  if (list === undefined) return undefined;
  for (const watch of list) if (standsAt(watch.key, bytes, from)) return watch;
  return undefined;
}

const noTexts = (): Texts => ({ whole: new Set(), within: new Set() });

/** `a.b.c` may end in the key `c`, or in a key that has dots in it: `b.c`, `a.b.c`. */
function keysOf(field: string): readonly string[] {
  const segments = field.split('.');
  return segments.map((_, from) => segments.slice(from).join('.'));
}

function keyWatch(key: string, { whole, within }: Texts): KeyWatch {
  const marks = MARKS.get(key);
  // Hashes instead of texts: two texts of one hash cost a parse now and then, and nothing is allocated.
  const hashes = new Set([...whole].map((text) => hashOf(codesOf(text), 0, text.length)));
  const finds = finder([...within].map(codesOf));
  return {
    key: codesOf(key),
    marks,
    mayMatch: (bytes, from, to) =>
      (marks === 'source' && foldedStandsAt(NOTIFICATION, bytes, from, to)) ||
      (hashes.size > 0 && hashes.has(hashOf(bytes, from, to))) ||
      finds(bytes, from, to),
  };
}

function finder(texts: readonly Uint8Array[]): KeyWatch['mayMatch'] {
  if (texts.length === 0) return () => false;
  if (texts.some((text) => text.length === 0)) return () => true;
  /** 1 for bytes that begin one of the texts, in either letter case. */
  const firsts = FOLDED.map((folded) => Number(texts.some((text) => text[0] === folded)));
  return (bytes, from, to) => {
    for (let at = from; at < to; at += 1) {
      if (firsts[bytes[at] ?? 0] === 0) continue;
      for (const text of texts) if (foldedStandsAt(text, bytes, at, to)) return true;
    }
    return false;
  };
}

function foldedStandsAt(text: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (from + text.length > to) return false;
  for (let at = 0; at < text.length; at += 1) {
    if (FOLDED[bytes[from + at] ?? 0] !== text[at]) return false;
  }
  return true;
}

/** FNV-1a of the folded text, cut to a small integer. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (FOLDED[bytes[at] ?? 0] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
