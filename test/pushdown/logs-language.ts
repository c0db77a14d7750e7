/**
 * The filter pattern language of CloudWatch Logs for JSON, read from its user guide ("Filter pattern syntax") and written
 * apart from the product's own evaluator: a character at a time, and strictly. Throws for what the guide does not have.
 */
export function letsThrough(pattern: string, record: unknown): boolean {
  if (pattern.length > 1_024) throw new Error(`${pattern.length} characters`);
  if (pattern === '') return true;
  const reader = new Reader(pattern);
  reader.expect('{');
  const found = orOf(reader, record);
  reader.expect('}');
  reader.expectEnd();
  if (reader.expressions > 2) throw new Error(`${reader.expressions} regular expressions in one pattern`);
  return found;
}

class Reader {
  private at = 0;
  private readonly text: string;
  expressions = 0;

  constructor(text: string) {
    this.text = text;
  }

  peek(wanted: string): boolean {
    while (this.text[this.at] === ' ') this.at += 1;
    return this.text.startsWith(wanted, this.at);
  }

  take(wanted: string): boolean {
    const isThere = this.peek(wanted);
    if (isThere) this.at += wanted.length;
    return isThere;
  }

  expect(wanted: string): void {
    if (!this.take(wanted)) throw new Error(`no ${wanted} at ${this.at} of ${this.text}`);
  }

  expectEnd(): void {
    if (this.at !== this.text.length) throw new Error(`more behind ${this.at} of ${this.text}`);
  }

  run(allowed: RegExp): string {
    const from = this.at;
    while (this.at < this.text.length && allowed.test(this.text[this.at] ?? '')) this.at += 1;
    if (from === this.at) throw new Error(`nothing readable at ${from} of ${this.text}`);
    return this.text.slice(from, this.at);
  }

  until(end: string): string {
    const from = this.at;
    const to = this.text.indexOf(end, from);
    if (to < 0) throw new Error(`${end} is missing in ${this.text}`);
    this.at = to + 1;
    return this.text.slice(from, to);
  }
}

/** `&&` binds closer than `||`. Everything is read, also behind what has decided. */
function orOf(reader: Reader, record: unknown): boolean {
  let found = andOf(reader, record);
  while (reader.take('||')) found = andOf(reader, record) || found;
  return found;
}

function andOf(reader: Reader, record: unknown): boolean {
  let found = oneOf(reader, record);
  while (reader.take('&&')) found = oneOf(reader, record) && found;
  return found;
}

function oneOf(reader: Reader, record: unknown): boolean {
  if (!reader.take('(')) return comparison(reader, record);
  const found = orOf(reader, record);
  reader.expect(')');
  return found;
}

const MISSING = Symbol('missing');

function selected(reader: Reader, record: unknown): unknown {
  reader.expect('$');
  let value = record;
  while (reader.take('.')) {
    const key = reader.run(/[\w-]/);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    value =
      isObject && Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : MISSING;
  }
  return value;
}

function comparison(reader: Reader, record: unknown): boolean {
  const value = selected(reader, record);
  if (reader.take('NOT EXISTS')) return value === MISSING;
  if (reader.take('IS TRUE')) return value === true;
  if (reader.take('IS FALSE')) return value === false;
  if (reader.take('IS NULL')) return value === null;
  const sign = ['!=', '<=', '>=', '=', '<', '>'].find((one) => reader.take(one));
  if (sign === undefined) throw new Error('an operator is missing');
  if (reader.take('%')) return expression(reader, value);
  if (reader.take('"')) return texts(sign, value, reader.until('"'));
  reader.peek('');
  const word = reader.run(/[\w.*:+-]/);
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(word)
    ? numbers(sign, value, Number(word))
    : texts(sign, value, word);
}

function numbers(sign: string, value: unknown, wanted: number): boolean {
  if (typeof value !== 'number') return false;
  const orders: Record<string, boolean> = {
    ...{ '=': value === wanted, '!=': value !== wanted, '<': value < wanted },
    ...{ '<=': value <= wanted, '>': value > wanted, '>=': value >= wanted },
  };
  return orders[sign] === true;
}

/** By hand, from both ends: no expression is made of the text. */
function texts(sign: string, value: unknown, wanted: string): boolean {
  if (sign !== '=') throw new Error(`${sign} with a text`);
  if (typeof value !== 'string') return false;
  const [first = '', ...rest] = wanted.split('*');
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = value.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= value.length - last.length;
}

/** Letters, digits, some signs and operators; no groups, nothing beyond ASCII. It finds, it need not cover. */
function expression(reader: Reader, value: unknown): boolean {
  reader.expressions += 1;
  const source = reader.until('%');
  if (!/^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.]+$/.test(source)) throw new Error(`not allowed: ${source}`);
  return typeof value === 'string' && new RegExp(source).test(value);
}
