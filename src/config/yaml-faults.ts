import type { ErrorCode } from 'yaml';

/** The parser's faults in our words: its own quote the text, which may hold what should not be printed. */
const FAULTS: { readonly [code in ErrorCode]?: string } = {
  BAD_ALIAS: 'an alias is used that no anchor before it defines',
  BAD_DQ_ESCAPE: 'a backslash in a text in double quotes begins no known escape',
  BAD_INDENT: 'the indentation does not fit what stands above, or a bracket is not closed',
  BAD_SCALAR_START: 'a text begins with a character that needs quotes around the text',
  BLOCK_AS_IMPLICIT_KEY:
    'a map or list stands where a key on one line was expected; is a line break or quote missing?',
  BLOCK_IN_FLOW: 'a block stands inside brackets',
  DUPLICATE_KEY: 'a key occurs twice',
  MISSING_CHAR: 'a character is missing: a closing quote, bracket, colon or comma',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a colon missing?',
  MULTIPLE_DOCS: 'a second document begins; there can be one',
  RESOURCE_EXHAUSTION: 'it is nested too deeply to be read',
  TAB_AS_INDENT: 'a tab is used to indent; YAML takes blanks only',
  TAG_RESOLVE_FAILED: 'a tag is not known, or does not fit its value',
  UNEXPECTED_TOKEN: 'something stands where YAML expects nothing of the kind',
};

/** Says what is wrong with a YAML text. */
export const yamlFault = (code: ErrorCode): string =>
  `this is no YAML: ${FAULTS[code] ?? 'it cannot be understood'}`;
