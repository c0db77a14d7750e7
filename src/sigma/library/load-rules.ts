import { type LoadOptions, type LoadReport, loadRules as load, type RuleText } from '../load/load.ts';
import { isRecord } from '../match/event-values.ts';
import { found } from '../problems.ts';

/**
 * Reads rule files: all documents of all files, whatever is wrong with some of them. A document is in what can be run only if
 * it is understood whole, and all that it refers to; `documents` of the report says what became of each.
 *
 * @param texts all files of a rule set: correlations and filters refer to rules in other files
 * @throws TypeError when `texts` is not a list of names and texts; never for what a text holds
 */
export function loadRules(texts: readonly RuleText[], options?: LoadOptions): LoadReport {
  checkTexts(texts);
  return load(texts, options);
}

/** Callers without types bring what they read, or failed to read. */
function checkTexts(texts: unknown): void {
  if (!Array.isArray(texts)) throw misfit('the rules', 'a list of { file, text }', texts);
  for (const [index, one] of texts.entries()) {
    const at = `rules[${index}]`;
    if (!isRecord(one)) throw misfit(at, 'an object { file, text }', one);
    const { file, text } = one;
    if (typeof file !== 'string') throw misfit(`${at}.file`, 'a string, the name that messages give', file);
    if (typeof text !== 'string')
      throw misfit(`${at}.text (${JSON.stringify(file)})`, 'a string, the YAML of a rule file', text);
  }
}

function misfit(at: string, wanted: string, value: unknown): TypeError {
  const bytes = value instanceof Uint8Array ? ' of bytes: decode it to a string first' : '';
  return new TypeError(`loadRules: ${at}: expected ${wanted}, found ${found(value)}${bytes}`);
}
