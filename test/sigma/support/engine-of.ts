import { loadRules } from '#sigma/load/load';
import { buildEngine, type SigmaEngine } from '#sigma/match/engine';
import { PLACEHOLDERS } from '../generators/words.ts';

/**
 * Loads a generated text.
 *
 * @throws Error with all messages when a document of it is refused
 */
export function engineOf(text: string): SigmaEngine {
  const report = loadRules([{ file: 'generated.yml', text }], { placeholders: PLACEHOLDERS });
  const refused = report.documents.filter(({ state }) => state !== 'loaded');
  if (refused.length > 0) throw new Error(refused.map(({ message }) => message).join('\n'));
  return buildEngine(report.rules, { indexBy: ['a', 'b.c'] });
}
