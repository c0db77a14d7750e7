import type { SigmaRule } from '../rule.ts';
import { fold } from '../text/fold.ts';
import { isRecord, type SigmaEvent, someText, textOf } from './event-values.ts';
import { type FieldPath, fieldPath, MISSING, testField } from './fields.ts';
import { type FieldKeys, fileRules, type Key } from './file-rules.ts';
import { type Numbers, partIndex } from './part-index.ts';

/** Lists rules by number, each once, in no order: at least those that may match the event. */
export type Candidates = (event: SigmaEvent) => Numbers;

/**
 * Finds the rules that an event may match without trying each: the cost depends on the event and on what it meets, and hardly
 * on the number of rules.
 *
 * 1. Once, each rule is filed under keys of which an event must have one (`file-rules.ts`), such as "`eventName` is
 *    stoplogging" or "`userAgent` has kali in it". Rules of which nothing is known are candidates always.
 * 2. An event is asked only for fields that begin with a key that it has, and each value there is looked up: whole in a map, and
 *    its parts in one pass (`part-index.ts`).
 * 3. What is found under the keys are the candidates. The rules' own tests decide.
 */
export function buildIndex(rules: readonly SigmaRule[], named: readonly string[]): Candidates {
  const { open, fields } = fileRules(rules, named);
  /** Of each rule the event for which it was last taken. */
  const taken = new Float64Array(rules.length);
  let events = 0;
  let found: number[] = [];
  const take: Take = (numbers) => {
    for (const number of numbers) {
      if (taken[number] === events) continue;
      taken[number] = events;
      found.push(number);
    }
  };
  const all: Seek[] = [];
  /** By the keys of an event with which the path to a field may begin. */
  const byKey = new Map<string, Seek[]>();
  for (const [field, keys] of fields) {
    const path = fieldPath(field);
    const seek = seekIn(path, keys, take);
    if (!seek) continue;
    all.push(seek);
    for (const { key } of path.keys[0] ?? []) byKey.set(key, [...(byKey.get(key) ?? []), seek]);
  }
  return (event) => {
    events += 1;
    found = [...open];
    if (Array.isArray(event)) for (const seek of all) seek(event);
    else if (typeof event === 'object')
      for (const key in event) for (const seek of byKey.get(key) ?? NOWHERE) seek(event);
    return found;
  };
}

type Take = (numbers: Numbers) => void;
type Seek = (event: SigmaEvent) => void;
const NOWHERE: readonly Seek[] = [];
const never = (): boolean => false;

/** Events have the same texts again and again: so many of a field, no longer than that, are looked up once. */
const MOST_KNOWN = 500;
const LONGEST_KNOWN = 300;

/**
 * Takes the rules of one field whose keys an event has: everything is looked at that a test of the field would be given.
 * `undefined` for a field under which no rule is filed.
 */
function seekIn(path: FieldPath, { there, whole, part }: FieldKeys, take: Take): Seek | undefined {
  const wholes = filed(whole.keys);
  const parts = filed(part.keys);
  if (there.numbers.length + wholes.size + parts.size === 0) return undefined;
  if (wholes.size + parts.size === 0) {
    return (event) => {
      if (testField(event, path, never) !== MISSING) take(there.numbers);
    };
  }
  const seekParts = partIndex(parts);
  const known = new Map<string, Numbers>();
  const rulesOf = (text: string): Numbers => {
    const folded = fold(text);
    const numbers = [...(wholes.get(folded) ?? [])];
    for (const more of seekParts(folded)) numbers.push(...more);
    if (known.size >= MOST_KNOWN) known.clear();
    if (text.length <= LONGEST_KNOWN) known.set(text, numbers);
    return numbers;
  };
  const seekText = (text: string): false => {
    take(known.get(text) ?? rulesOf(text));
    return false;
  };
  const seekValue = (value: unknown): boolean => {
    const text = textOf(value);
    if (text !== undefined) seekText(text);
    // `contains` looks at the texts below an object, too, as they are without JSON's escapes.
    return isRecord(value) && someText(value, seekText);
  };
  return (event) => {
    if (testField(event, path, seekValue) !== MISSING) take(there.numbers);
  };
}

/** The texts under which rules are filed. */
function filed(keys: ReadonlyMap<string, Key>): ReadonlyMap<string, Numbers> {
  const used = new Map<string, Numbers>();
  for (const [text, { numbers }] of keys) if (numbers.length > 0) used.set(text, numbers);
  return used;
}
