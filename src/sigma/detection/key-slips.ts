/** Modifiers that nobody would end the name of a field with. */
const AS_MODIFIER = /\s?[\s.:,;]\s?(contains|startswith|endswith|base64offset|windash|fieldref)$/;

/** Characters that nobody sees, and that come along when a text is copied from a page. Two of them some scripts need. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/u;

/** Says why a name is none that an event or a condition could have. */
function invisibleFault(name: string): string | undefined {
  const found = INVISIBLE.exec(name)?.[0].codePointAt(0);
  if (found === undefined) return undefined;
  return `the name has the invisible character U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Says why a field, with the modifiers behind it, is none: a space beside a | belongs to the name, and no event has that. */
export function fieldFault(field: string, modifiers: readonly string[]): string | undefined {
  const parts = [field, ...modifiers];
  const meant = parts.map((part) => part.trim()).join('|');
  const isSpaced = modifiers.length > 0 && meant !== parts.join('|');
  return isSpaced ? `a space stands beside a modifier; write ${meant}` : invisibleFault(field);
}

/** What is odd about the name of a field: a modifier behind a dot or a colon is a part of the name. */
export function fieldSlip(field: string): string | undefined {
  const found = AS_MODIFIER.exec(field);
  const meant = field.slice(0, found?.index);
  if (!found || meant === '') return undefined;
  const [, modifier] = found;
  return `${modifier} is a part of the field's name here; did you mean ${meant}|${modifier}?`;
}

/** Says why the name of a search is none: modifiers belong to fields, and nothing could name such a search. */
export function searchFault(name: string): string | undefined {
  const hidden = invisibleFault(name);
  if (hidden !== undefined) return `${name}: ${hidden}`;
  if (!name.includes('|')) return undefined;
  const [, ...modifiers] = name.split('|');
  return `${name}: a search has no modifiers; write them behind a field, or for keywords as a field without a name: '|${modifiers.join('|')}'`;
}
