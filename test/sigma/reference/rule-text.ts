import { isAlias, isMap, isScalar, parseAllDocuments, type Scalar } from 'yaml';

/** A value of a rule. */
export interface RuleValue {
  readonly value: string | number | bigint | boolean | null;
  /** As it stands in the text; of quoted texts, what the quotes mean. */
  readonly source: string;
}

export type RuleNode =
  | { readonly scalar: RuleValue }
  | { readonly list: readonly RuleNode[] }
  | { readonly map: ReadonlyMap<string, RuleNode> };

/** Reads the documents of a text with the types that the YAML library gives them by itself. */
export const documentsOf = (text: string): readonly RuleNode[] =>
  parseAllDocuments(text, { version: '1.2', schema: 'core', intAsBigInt: true, merge: false }).flatMap(
    (document) => {
      if (document.errors.length > 0) throw new Error(document.errors.map(String).join('\n'));
      const resolve = (node: unknown): RuleNode => {
        if (isAlias(node)) return resolve(node.resolve(document));
        if (isScalar(node)) return { scalar: scalarOf(node) };
        if (isMap(node)) {
          const entries = node.items.map((pair): [string, RuleNode] => [
            keyOf(pair.key),
            resolve(pair.value),
          ]);
          return { map: new Map(entries) };
        }
        const items = (node as { readonly items?: readonly unknown[] } | null)?.items;
        return items ? { list: items.map(resolve) } : { scalar: { value: null, source: '' } };
      };
      return document.contents === null ? [] : [resolve(document.contents)];
    },
  );

const keyOf = (key: unknown): string => (isScalar(key) ? (key.source ?? String(key.value)) : '');

function scalarOf({ value, source = '', type }: Scalar): RuleValue {
  // Account numbers (reference 1.3).
  const isText = typeof value === 'string' || (type === 'PLAIN' && /^0\d+$/.test(source));
  return isText ? { value: source, source } : { value: value as RuleValue['value'], source };
}

export const mapOf = (node: RuleNode | undefined): ReadonlyMap<string, RuleNode> =>
  node && 'map' in node ? node.map : new Map();

export const listOf = (node: RuleNode | undefined): readonly RuleNode[] =>
  node === undefined ? [] : 'list' in node ? node.list : [node];

export const textOfNode = (node: RuleNode | undefined): string =>
  node && 'scalar' in node ? String(node.scalar.value) : '';
