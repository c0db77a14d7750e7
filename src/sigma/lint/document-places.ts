import { followActions } from '../load/legacy-actions.ts';
import type { Place } from '../problems.ts';
import { readDocuments } from '../yaml/documents.ts';
import { attribute, type MapNode, type YamlNode } from '../yaml/nodes.ts';

/** Where the parts of one document stand. */
export interface DocumentPlaces {
  /** The value at a path of keys and, in lists, of numbers from 0; as much of the path as there is; at worst the document. */
  readonly at: (...path: readonly (string | number)[]) => Place;
  /** The key of a top-level attribute; the document where it has none. */
  readonly keyAt: (key: string) => Place;
}

/**
 * Reads a text again and answers where things stand in the document that begins on a line: what is loaded keeps places of
 * searches and their values, but not of attributes.
 */
export function placesIn(text: string): (line: number) => DocumentPlaces {
  const roots = followActions(readDocuments(text)).flatMap(({ rule }) => rule ?? []);
  return (line) =>
    placesOf(
      roots.find((root) => root.line === line),
      line,
    );
}

function placesOf(root: MapNode | undefined, line: number): DocumentPlaces {
  const begin = { line, column: root?.column ?? 1 };
  return {
    at: (...path) => {
      let node: YamlNode | undefined = root;
      let place: Place = begin;
      for (const step of path) {
        node = node && below(node, step);
        if (!node) break;
        place = { line: node.line, column: node.column };
      }
      return place;
    },
    keyAt: (key) => root?.entries.find((entry) => entry.key === key)?.keyAt ?? begin,
  };
}

function below(node: YamlNode, step: string | number): YamlNode | undefined {
  if (node.kind === 'map' && typeof step === 'string') return attribute(node, step);
  return node.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
}
