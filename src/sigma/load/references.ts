import { type Findings, type Place, refuse, shown } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { isEmpty, kindOf, type YamlNode } from '../yaml/nodes.ts';

/** How a document names another: by id, name or title. */
export interface Ref extends Place {
  readonly text: string;
}

/** Reads a list of references, or one by itself. What stands there besides is refused, and left out. */
export function readRefs(node: YamlNode, what: string, findings: Findings): readonly Ref[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && item.source !== '' && !isEmpty(item))
      return [{ text: item.source, line: item.line, column: item.column }];
    const message = `${what} must be a list of ids or names of rules, found ${kindOf(item)} in it`;
    return refuse(findings, 'SIGMA_CORRELATION', item, message) ?? [];
  });
}

/** Reads a list of field names; nothing where there is none. */
export function readFieldNames(
  node: YamlNode | undefined,
  what: string,
  findings: Findings,
): readonly string[] {
  if (!node) return [];
  if (node.kind !== 'list') {
    const message = `${what} must be a list of fields, found ${kindOf(node)}`;
    refuse(findings, 'SIGMA_CORRELATION', node, message);
    return [];
  }
  const names = node.items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') return [item.value];
    const message = `${what} must be a list of fields, found ${kindOf(item)} in it`;
    return refuse(findings, 'SIGMA_CORRELATION', item, message) ?? [];
  });
  return [...new Set(names)];
}

/** A document that others may refer to. */
export interface Named {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string | undefined;
}

/** Looks documents up by id (ignoring case), name, or title. */
export interface Directory<T extends Named> {
  /** The one meant; by title, only if one alone has it, and with a notice. `undefined` for none. */
  readonly find: (ref: Ref, what: string, findings: Findings) => T | undefined;
  /** What a mistyped reference may have meant: `; did you mean …?`, or nothing. */
  readonly suggest: (text: string) => string;
}

/** Prepares the documents of a rule set for looking up. */
export function directoryOf<T extends Named>(documents: readonly T[]): Directory<T> {
  const byId = firstBy(documents, ({ id }) => id?.toLowerCase());
  const byName = firstBy(documents, ({ name }) => name);
  const byTitle = new Map<string, T[]>();
  for (const one of documents)
    if (one.title !== undefined) byTitle.set(one.title, [...(byTitle.get(one.title) ?? []), one]);
  return {
    find: ({ text }, what, findings) => {
      const known = byId.get(text.toLowerCase()) ?? byName.get(text);
      if (known) return known;
      const [titled, ...others] = byTitle.get(text) ?? [];
      if (!titled || others.length > 0) return undefined;
      findings.notices.push(`${what} names ${shown(text)} by its title; an id or a name would last longer`);
      return titled;
    },
    suggest: (text) => didYouMean(text, [...byId.keys(), ...byName.keys(), ...byTitle.keys()]),
  };
}

/** An id or a name is that of the first document that has it: `checkUnique` refuses the later ones. */
function firstBy<T>(documents: readonly T[], keyOf: (one: T) => string | undefined): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const one of documents) {
    const key = keyOf(one);
    if (key !== undefined && !first.has(key)) first.set(key, one);
  }
  return first;
}
