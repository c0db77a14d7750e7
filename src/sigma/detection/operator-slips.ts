import { parseTokens } from './condition-parser.ts';
import { type Token, tokenize } from './condition-tokens.ts';
import { isShouted, otherText, shoutedText, WORDS } from './operator-words.ts';

/** A slip that does not hide what a condition means: an operator written as elsewhere. */
export interface OperatorSlip {
  readonly message: string;
  readonly offset: number;
}

/**
 * Finds the operators of a condition that cannot be read which are written as elsewhere (`AND`, `&&`), and parses what was
 * meant: `meant` throws as `parseCondition` does. `names` are those of searches: they are no operators.
 */
export function operatorSlips(text: string, names: readonly string[]) {
  const slips: OperatorSlip[] = [];
  const meant = tokenize(text).map((token): Token => {
    const isName = names.includes(token.text);
    const word = isShouted(token.text) ? token.text.toLowerCase() : WORDS.get(token.text);
    if (isName || word === undefined) return token;
    const message = token.kind === 'other' ? otherText(token.text) : shoutedText(token.text);
    slips.push({ message, offset: token.offset });
    return { ...token, kind: 'word', text: word };
  });
  return { slips, meant: () => parseTokens(meant) };
}
