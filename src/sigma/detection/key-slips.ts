/** Modifiers that nobody would end the name of a field with. */
const AS_MODIFIER = /\s?[\s.:,;]\s?(contains|startswith|endswith|base64offset|windash|fieldref)$/;

/** Characters that nobody sees, and that come along when a text is copied from a page. Two of them some scripts need. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;

function invisibleIn(text: string): string | undefined {
  const found = text.codePointAt(text.search(INVISIBLE));
  if (found === undefined) return undefined;
  return `the invisible character U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What is odd about a name that no event and no condition writes so. */
function invisibleSlip(name: string): string | undefined {
  const hidden = invisibleIn(name);
  return hidden === undefined ? undefined : `the name has ${hidden}`;
}

/** A key as it was most likely meant. */
const meantBy = (parts: readonly string[]): string =>
  parts.map((part) => part.replace(INVISIBLE, '').trim()).join('|');

/** Says why the modifiers behind a field are none: no modifier has such characters in its name. */
export function modifierFault(field: string, modifiers: readonly string[]): string | undefined {
  const hidden = invisibleIn(modifiers.join(''));
  const isSpaced = modifiers.some((modifier) => modifier !== modifier.trim());
  const meant = meantBy([field, ...modifiers]);
  if (hidden !== undefined) return `a modifier has ${hidden}; write ${meant}`;
  return isSpaced ? `a space stands beside a modifier; write ${meant}` : undefined;
}

/**
 * What is odd about the name of a field: a space in front of the first |, or a modifier behind a dot or a colon, is a part of
 * it. Sigma says nothing of what a field may be called, so it is no reason to refuse a rule.
 */
export function fieldSlip(field: string, modifiers: readonly string[]): string | undefined {
  const hidden = invisibleSlip(field);
  if (hidden !== undefined) return hidden;
  if (modifiers.length > 0 && field !== field.trim() && field.trim() !== '') {
    return `a space is a part of the field's name here; did you mean ${meantBy([field, ...modifiers])}?`;
  }
  const found = AS_MODIFIER.exec(field);
  const meant = field.slice(0, found?.index);
  if (!found || meant === '') return undefined;
  const [, modifier = ''] = found;
  return `${modifier} is a part of the field's name here; did you mean ${meantBy([meant, modifier, ...modifiers])}?`;
}

/** Says why the name of a search is none: modifiers belong to fields, and nothing could name such a search. */
export function searchFault(name: string): string | undefined {
  if (!name.includes('|')) return undefined;
  const [, ...modifiers] = name.split('|');
  return `${name}: a search has no modifiers; write them behind a field, or for keywords as a field without a name: '|${modifiers.join('|')}'`;
}

/** What is odd about the name of a search: patterns find it all the same. */
export function searchSlip(name: string): string | undefined {
  const hidden = invisibleSlip(name);
  return hidden === undefined ? undefined : `${name}: ${hidden}`;
}
