import { refuse, shown } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { YamlDocument } from '../yaml/documents.ts';
import { attribute, type MapEntry, type MapNode } from '../yaml/nodes.ts';

/** A document after `action` was followed. `rule` is absent for those that only prepare others, or cannot be read. */
export interface PreparedDocument {
  readonly source: YamlDocument;
  readonly rule: MapNode | undefined;
  /** What it did, for documents that are no rule by themselves. */
  readonly did?: string;
  /** Identity attributes (`id`, `name`, `title`) that came from another document. */
  readonly inherited: ReadonlySet<string>;
}

const ACTIONS = ['global', 'reset', 'repeat'];
const IDENTITY = ['id', 'name', 'title'];

/**
 * Follows the `action` attribute of Sigma version 1 (reference 9): `global` is merged into the rules that follow,
 * `reset` forgets it, `repeat` is the rule before with the given parts replaced. Correlations and filters stay as they are.
 */
export function followActions(documents: readonly YamlDocument[]): readonly PreparedDocument[] {
  let shared: MapNode | undefined;
  let previous: MapNode | undefined;
  return documents.map((source): PreparedDocument => {
    const { root } = source;
    const nothing = { source, rule: undefined, inherited: new Set<string>() };
    if (root?.kind !== 'map') return nothing;
    const action = actionOf(root, source);
    if (action === 'global') {
      shared = merge(shared, withoutAction(root));
      return { ...nothing, did: 'action global: its parts are merged into the rules that follow' };
    }
    if (action === 'reset') {
      shared = undefined;
      return { ...nothing, did: 'action reset: what action global set is forgotten' };
    }
    if (attribute(root, 'correlation') || attribute(root, 'filter')) return { ...nothing, rule: root };
    const base = action === 'repeat' ? previous : shared;
    if (action === 'repeat' && !previous) {
      refuse(source.findings, 'SIGMA_ACTION', root, 'action repeat has no rule before it');
    }
    const rule = merge(base, withoutAction(root));
    previous = rule;
    const inherited = IDENTITY.filter((key) => base && attribute(base, key) && !attribute(root, key));
    return { source, rule, inherited: new Set(inherited) };
  });
}

function actionOf(root: MapNode, source: YamlDocument): string | undefined {
  const node = attribute(root, 'action');
  if (!node) return undefined;
  const action = node.kind === 'scalar' ? node.source : node.kind;
  if (ACTIONS.includes(action)) return action;
  const message = `action ${shown(action)} is unknown; allowed are ${ACTIONS.join(', ')}${didYouMean(action, ACTIONS)}`;
  return refuse(source.findings, 'SIGMA_ACTION', node, message);
}

const withoutAction = (map: MapNode): MapNode => ({
  ...map,
  entries: map.entries.filter((entry) => entry.key !== 'action'),
});

/** Merges maps into maps; anything else is replaced. The place is that of the later document. */
function merge(base: MapNode | undefined, over: MapNode): MapNode {
  if (!base) return over;
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) entries.set(entry.key, mergeEntry(entries.get(entry.key), entry));
  return { ...over, entries: [...entries.values()] };
}

function mergeEntry(base: MapEntry | undefined, over: MapEntry): MapEntry {
  const maps = base?.value.kind === 'map' && over.value.kind === 'map';
  return maps ? { ...over, value: merge(base.value as MapNode, over.value as MapNode) } : over;
}
