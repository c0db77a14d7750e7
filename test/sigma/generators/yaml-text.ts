/** What a generated document is made of. */
export type Data = string | number | bigint | boolean | null | readonly Data[] | Entries;

/** A map, in order; keys may be any text. */
export interface Entries {
  readonly pairs: readonly (readonly [string, Data])[];
}

export const entriesOf = (...pairs: readonly (readonly [string, Data])[]): Entries => ({ pairs });

/** Chooses one of several ways of writing the same. */
export type Choose = (ways: number) => number;

/** Writes a document, with quotes and brackets as they are chosen. */
export const yamlText = (data: Data, choose: Choose): string => `${block(data, '', choose)}\n`;

function block(data: Data, indent: string, choose: Choose): string {
  if (Array.isArray(data) && data.length > 0 && choose(3) > 0)
    return data.map((item) => `\n${indent}- ${below(item, `${indent}  `, choose)}`).join('');
  if (isEntries(data) && data.pairs.length > 0 && (indent === '' || choose(4) > 0)) {
    const lines = data.pairs.map(
      ([key, value]) => `${scalar(key, choose)}: ${block(value, `${indent}  `, choose)}`,
    );
    return lines.map((line) => `\n${indent}${line}`).join('');
  }
  return flow(data, choose);
}

/** In a list, the first line goes behind the dash. */
const below = (data: Data, indent: string, choose: Choose): string =>
  isEntries(data) ? block(data, indent, choose).trimStart() : flow(data, choose);

function flow(data: Data, choose: Choose): string {
  if (Array.isArray(data)) return `[${data.map((item) => flow(item, choose)).join(', ')}]`;
  if (isEntries(data)) {
    const pairs = data.pairs.map(([key, value]) => `${scalar(key, choose)}: ${flow(value, choose)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  return scalar(data as string, choose);
}

const isEntries = (data: Data): data is Entries =>
  typeof data === 'object' && data !== null && 'pairs' in data && !Array.isArray(data);

/** Words that mean themselves without quotes, wherever they stand. */
const PLAIN = /^[A-Za-z_][\w|.*-]*$/;
const TYPED = /^(?:true|false|null)$/i;

function scalar(value: string | number | bigint | boolean | null, choose: Choose): string {
  if (typeof value !== 'string') return value === null && choose(2) === 0 ? '~' : String(value);
  const isPlain = PLAIN.test(value) && !TYPED.test(value);
  if (isPlain && choose(2) === 0) return value;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: single quotes cannot escape them
  const isOneLine = !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(value);
  return isOneLine && choose(2) === 0 ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
