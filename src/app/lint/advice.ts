import { nearest } from '#sigma/suggest';

/** What to say of a text that is none of those that may stand there. */
export interface Advice {
  /** Goes behind the message. */
  readonly hint: string;
  /** Goes into the note: what is meant, where that is likely. */
  readonly instead: { readonly suggestion?: string };
}

/** Names up to which all are told. */
const FEW = 12;

/**
 * Names what is probably meant; else all that may stand there, where that is little; else what resembles the text most.
 * `written` is how a name stands in a rule. No text: it is a pattern.
 */
export function advise(
  text: string | undefined,
  allowed: readonly string[],
  written: (name: string) => string = (name) => name,
): Advice {
  const meant = text === undefined ? undefined : nearest(text, allowed);
  if (meant !== undefined)
    return { hint: `; did you mean ${written(meant)}?`, instead: { suggestion: written(meant) } };
  const isFew = allowed.length <= FEW;
  const named = isFew ? allowed : mostAlike(text ?? '', allowed);
  if (named.length === 0) return { hint: '', instead: {} };
  const kind = isFew ? 'allowed' : 'the nearest';
  return { hint: `; ${kind} ${named.length === 1 ? 'is' : 'are'} ${named.join(', ')}`, instead: {} };
}

/** How many are named of those that are alike, and how much of their letter pairs two names share to be so. */
const MOST_ALIKE = 3;
const SHARED = 0.7;

/** The names that have most pairs of neighbouring letters in common with a text, those first that have more. */
function mostAlike(text: string, names: readonly string[]): readonly string[] {
  const wanted = pairsOf(text);
  return [...new Set(names)]
    .map((name) => ({ name, share: sharedPart(wanted, pairsOf(name)) }))
    .filter(({ share }) => share >= SHARED)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_ALIKE)
    .map(({ name }) => name);
}

function pairsOf(text: string): ReadonlySet<string> {
  const lower = text.toLowerCase();
  return new Set(Array.from({ length: Math.max(lower.length - 1, 0) }, (_, at) => lower.slice(at, at + 2)));
}

function sharedPart(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / Math.max(a.size + b.size, 1);
}
