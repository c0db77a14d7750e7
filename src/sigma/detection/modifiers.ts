/** What a modifier does; modifiers of one group exclude each other. */
export type ModifierGroup =
  | 'position'
  | 'all'
  | 'cased'
  | 'neq'
  | 'exists'
  | 're'
  | 'flag'
  | 'encode'
  | 'utf16'
  | 'windash'
  | 'cidr'
  | 'number'
  | 'time'
  | 'fieldref'
  | 'expand';

/** Every modifier with its group (reference 5.1). */
export const MODIFIERS: Readonly<Record<string, ModifierGroup>> = {
  contains: 'position',
  startswith: 'position',
  endswith: 'position',
  all: 'all',
  cased: 'cased',
  neq: 'neq',
  exists: 'exists',
  expand: 'expand',
  windash: 'windash',
  re: 're',
  i: 'flag',
  m: 'flag',
  s: 'flag',
  ignorecase: 'flag',
  multiline: 'flag',
  dotall: 'flag',
  base64: 'encode',
  base64offset: 'encode',
  wide: 'utf16',
  utf16le: 'utf16',
  utf16be: 'utf16',
  utf16: 'utf16',
  cidr: 'cidr',
  lt: 'number',
  lte: 'number',
  gt: 'number',
  gte: 'number',
  fieldref: 'fieldref',
  minute: 'time',
  hour: 'time',
  day: 'time',
  week: 'time',
  month: 'time',
  year: 'time',
};

/** Short names of the flags of `re`. */
export const FLAGS: Readonly<Record<string, string>> = { ignorecase: 'i', multiline: 'm', dotall: 's' };

/** Words that people use for a modifier of another name. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    not: 'neq',
    ne: 'neq',
    begins: 'startswith',
    beginswith: 'startswith',
    prefix: 'startswith',
    ends: 'endswith',
    suffix: 'endswith',
    includes: 'contains',
    regex: 're',
    regexp: 're',
    ge: 'gte',
    le: 'lte',
    min: 'gte',
    max: 'lte',
    utf8: 'base64',
    exact: 'cased',
    casesensitive: 'cased',
    ip: 'cidr',
    subnet: 'cidr',
    placeholder: 'expand',
  }),
);

/** A modifier that decides what is compared, and what may stand beside it in one chain. */
export const COMPANIONS: Readonly<Record<string, readonly ModifierGroup[]>> = {
  exists: [],
  re: ['flag', 'all', 'neq', 'expand'],
  cidr: ['all', 'neq'],
  fieldref: ['position', 'cased', 'all', 'neq'],
  time: ['number', 'all', 'neq'],
  number: ['time', 'all', 'neq'],
  text: ['position', 'cased', 'all', 'neq', 'expand', 'windash', 'utf16', 'encode'],
};

/** Groups of which the first must not stand behind the second, and why. */
export const ORDER: readonly (readonly [ModifierGroup, ModifierGroup, string])[] = [
  ['time', 'number', 'the comparison stands behind the part of the timestamp'],
  ['fieldref', 'position', 'the position stands behind fieldref'],
  ['utf16', 'encode', 'UTF-16 comes before Base64'],
  ['windash', 'encode', 'dashes are exchanged before Base64'],
  ['expand', 'encode', 'placeholders are filled before Base64'],
  ['windash', 'utf16', 'dashes are exchanged before the text becomes bytes'],
  ['expand', 'utf16', 'placeholders are filled before the text becomes bytes'],
  ['encode', 'position', 'the wildcards of the position cannot be encoded; write the position last'],
];
