import { type Findings, refuse } from '../problems.ts';
import { attribute, type MapNode } from '../yaml/nodes.ts';

/** Kinds of documents (reference 1.8). */
export type DocumentKind = 'rule' | 'correlation' | 'filter';

/** A document is what it has a block for. With two blocks it is refused: one of them would be passed over. */
export function kindOfDocument(map: MapNode, findings: Findings): DocumentKind {
  const filled = kindsWith((key) => attribute(map, key) !== undefined);
  const [kind = 'rule', ...others] =
    filled.length > 0 ? filled : kindsWith((key) => map.entries.some((entry) => entry.key === key));
  if (others.length > 0) {
    const message = `a document is a rule (detection), a correlation or a filter; found ${[kind, ...others].join(' and ')} in one`;
    refuse(findings, 'SIGMA_DOCUMENT', map, message);
  }
  return kind;
}

const kindsWith = (has: (block: string) => boolean): readonly DocumentKind[] => [
  ...(has('correlation') ? (['correlation'] as const) : []),
  ...(has('filter') ? (['filter'] as const) : []),
  ...(has('detection') ? (['rule'] as const) : []),
];
