/** Answers whether a filter of CloudWatch Logs lets a record through. */
export type RecordTest = (record: object) => boolean;

/**
 * Compiles a filter pattern as `logsFilters` writes it: comparisons of fields, `&&`, `||`, brackets. Throws a `TypeError` for
 * anything else.
 */
export function logsFilterTest(pattern: string): RecordTest {
  if (pattern === '') return () => true;
  const tokens = [...pattern.slice(1, -1).matchAll(TOKEN)].map(([token]) => token.trim());
  const test = anyOf(tokens);
  if (tokens.length > 0 || !pattern.startsWith('{') || !pattern.endsWith('}')) throw refused(pattern);
  return test;
}

/** Brackets, joints, and whole comparisons. */
const TOKEN =
  /\s*(?:[()]|&&|\|\||\$\.[\w.]+(?: NOT EXISTS| IS \w+|(?:=|[<>]=?)(?:"[^"]*"|%[^%]*%|[\w.+-]+))|\S)/g;
const COMPARISON = /^\$\.([\w.]+)(?: (NOT EXISTS|IS \w+)|(=|[<>]=?)(?:"([^"]*)"|%([^%]*)%|([\w.+-]+)))$/;

const refused = (what: string): TypeError =>
  new TypeError(`no filter pattern of ours: ${JSON.stringify(what)}`);

function anyOf(tokens: string[]): RecordTest {
  const tests = [allOf(tokens)];
  while (tokens[0] === '||') {
    tokens.shift();
    tests.push(allOf(tokens));
  }
  return (record) => tests.some((test) => test(record));
}

function allOf(tokens: string[]): RecordTest {
  const tests = [unit(tokens)];
  while (tokens[0] === '&&') {
    tokens.shift();
    tests.push(unit(tokens));
  }
  return (record) => tests.every((test) => test(record));
}

function unit(tokens: string[]): RecordTest {
  const token = tokens.shift() ?? '';
  if (token !== '(') return comparison(token);
  const test = anyOf(tokens);
  if (tokens.shift() !== ')') throw refused(token);
  return test;
}

function comparison(token: string): RecordTest {
  const [whole, field = '', state, sign = '', text, regex, word = ''] = COMPARISON.exec(token) ?? [];
  if (whole === undefined) throw refused(token);
  const path = field.split('.');
  const test = state === undefined ? valueTest(sign, text, regex, word) : stateTest(state);
  return (record) => test(valueAt(record, path));
}

type ValueTest = (value: unknown) => boolean;

function stateTest(state: string): ValueTest {
  if (state === 'NOT EXISTS') return (value) => value === undefined;
  const wanted = STATES.get(state);
  if (wanted === undefined) throw refused(state);
  return (value) => value === wanted;
}

const STATES = new Map<string, unknown>([
  ['IS TRUE', true],
  ['IS FALSE', false],
  ['IS NULL', null],
]);

function valueTest(
  sign: string,
  text: string | undefined,
  regex: string | undefined,
  word: string,
): ValueTest {
  const number = Number(word);
  if (regex !== undefined) {
    const expression = new RegExp(regex);
    return (value) => typeof value === 'string' && expression.test(value);
  }
  if (text === undefined && word !== '' && !Number.isNaN(number))
    return (value) => typeof value === 'number' && ORDERS[sign]?.(value, number) === true;
  return wildcardTest(text ?? word);
}

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Letter case counts; `*` stands for any characters. */
function wildcardTest(wanted: string): ValueTest {
  const parts = wanted.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^]*')}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

function valueAt(record: object, path: readonly string[]): unknown {
  let at: unknown = record;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key))
      return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}
