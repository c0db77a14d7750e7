/** What a load report says about a document, with what it means. Stable: people search for these codes. */
export const SIGMA_CODES = {
  SIGMA_LOADED: 'The rule was loaded and will be run.',
  SIGMA_YAML: 'The text is not YAML 1.2, or uses tags or merge keys, which rules may not have.',
  SIGMA_DUPLICATE_KEY: 'One map has the same key twice.',
  SIGMA_ALIAS: 'An alias is unknown, runs in a circle, or repeats too much.',
  SIGMA_DOCUMENT: 'A document is not a map.',
  SIGMA_ACTION: 'The version 1 attribute `action` has a value that nobody defined, or nothing to act on.',
  SIGMA_ATTRIBUTE: 'A rule attribute is missing, of the wrong type, or has a value that is not allowed.',
  SIGMA_LOGSOURCE: 'The log source says nothing that events could be compared with.',
  SIGMA_DETECTION: 'A search identifier, a field or a value has a shape that has no meaning in Sigma.',
  SIGMA_NULL: 'null stands where only values may stand.',
  SIGMA_MODIFIER: 'A modifier is unknown, or may not stand in this chain.',
  SIGMA_VALUE: 'A value is not what its modifier takes.',
  SIGMA_REGEX:
    'A regular expression is invalid, or needs backtracking, which is refused: matching takes linear time here.',
  SIGMA_NETWORK: 'A network is not an address, a slash and a prefix length without host bits.',
  SIGMA_PLACEHOLDER: 'A placeholder has no values. Give them, and the rule loads.',
  SIGMA_CONDITION: 'The condition cannot be read, or names an identifier that does not exist.',
  SIGMA_DEPRECATED:
    'The rule counts or correlates in the syntax of version 1; a correlation rule replaces it.',
  SIGMA_DUPLICATE_RULE: 'Two rules have the same id or name.',
  SIGMA_CORRELATION:
    'A correlation is not whole, has a value that is not allowed, or refers to a rule that cannot be run.',
  SIGMA_FILTER: 'A filter lacks its rules, or is no map.',
} as const;
export type SigmaCode = keyof typeof SIGMA_CODES;

/** Where something stands: both count from 1; 0 means that the text is not known. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that keeps a document from being loaded. */
export interface Problem {
  readonly code: SigmaCode;
  readonly message: string;
  readonly at: Place;
  readonly takenBy?: TakenBy;
}

/** Of a rule whose id or name an earlier document has: which of the two, and where that document begins. */
export interface TakenBy {
  readonly key: 'id' | 'name';
  readonly file: string;
  readonly line: number;
}

/** The place of values that did not come from a text. */
export const NOWHERE: Place = { line: 0, column: 0 };

/** Collects everything that is wrong or odd about one document, so that all of it is told at once. */
export interface Findings {
  readonly problems: Problem[];
  readonly notices: string[];
}

/** Starts an empty collection. */
export const noFindings = (): Findings => ({ problems: [], notices: [] });

/** Notes a problem and answers `undefined`, so that a reader can give up in one expression. */
export function refuse(into: Findings, code: SigmaCode, at: Place, message: string): undefined {
  into.problems.push({ code, message, at });
  return undefined;
}

const SHOWN = 80;

/** Quotes a piece of rule text for a message: control characters escaped, long texts cut. */
export function shown(text: string): string {
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeUnit);
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Says what stands where something else was expected. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? shown(value) : `${typeof value} ${String(value)}`;
}
