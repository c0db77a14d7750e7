import { sha256Text } from '#core/digest';
import { decimalOf } from '#sigma/correlation/decimal';
import type { Entry } from '#sigma/correlation/entries';
import type { Correlation } from '#sigma/correlation-ast';

/** Longest value that counts, in bytes as JSON; of a longer one a digest is kept: values are only told apart. */
export const MOST_VALUE_BYTES = 34;
/** Longest text of a field that outer correlations ask for, likewise: it names their groups. */
export const MOST_CARRIED_BYTES = 162;
/** Values of one event that count: an event with a longer list there counts with the first of them, in order. */
const MOST_VALUES = 100;
/** The same where they are numbers that are added up or sorted: none of those can be left out later. */
export const MOST_NUMBERS = 10;
/** Longest number as text, in bytes as JSON. */
export const MOST_NUMBER_BYTES = 26;

const encoder = new TextEncoder();

/** An entry as it is kept: what is long is cut to what tells it apart. */
export function keptEntry(entry: Entry, type: Correlation['type']): Entry {
  const { values, carried } = entry;
  const texts = carried && Object.entries(carried).map(([name, text]) => [name, carriedText(text)] as const);
  return {
    ...entry,
    ...(values ? { values: type === 'value_count' ? distinct(values) : numbers(values) } : {}),
    ...(texts ? { carried: Object.fromEntries(texts) } : {}),
  };
}

/** A text as a firing hands it on. Groups that firings meet events in are named by the same. */
export const carriedText = (text: string): string => shortened(text, MOST_CARRIED_BYTES);

const distinct = (values: readonly string[]): readonly string[] =>
  [...new Set(values)]
    .sort()
    .slice(0, MOST_VALUES)
    .map((text) => shortened(text, MOST_VALUE_BYTES));

/** What is no number counts for nothing: it takes no place, and must not become one by being cut. */
const numbers = (values: readonly string[]): readonly string[] =>
  values
    .filter((text) => decimalOf(text) !== undefined)
    .slice(0, MOST_NUMBERS)
    .map((text) => (bytesOf(text) <= MOST_NUMBER_BYTES ? text : String(Number(text))));

function shortened(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  const head = text.slice(0, 8).replace(/[^ -~]|["\\]/g, '?');
  return `${head}~${sha256Text(text)}`;
}

/** As JSON, because that is how it lies in the table: a control character takes six. Long ones need not be measured. */
const bytesOf = (text: string): number =>
  text.length > 1_000 ? text.length : encoder.encode(JSON.stringify(text)).length;
