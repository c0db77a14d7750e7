import { readDetection } from '../detection/detection.ts';
import { refuseMissing } from '../detection/missing-attribute.ts';
import type { Placeholders } from '../detection/placeholders.ts';
import { slugOf } from '../detection/replacement-yaml.ts';
import type { RuleNames } from '../detection/rule-names.ts';
import type { Detection } from '../detection-ast.ts';
import type { LogSource } from '../log-source.ts';
import { type Findings, type Place, refuse } from '../problems.ts';
import type { DocumentHead, RuleFilter, SigmaRule } from '../rule.ts';
import { attribute, kindOf, type MapNode } from '../yaml/nodes.ts';
import { type DocumentKind, kindOfDocument } from './document-kind.ts';
import type { PreparedDocument } from './legacy-actions.ts';
import { readLogSource } from './log-source.ts';
import { type CorrelationDraft, readCorrelation } from './read-correlation.ts';
import { type FilterDraft, readFilter } from './read-filter.ts';
import { readHead } from './rule-attributes.ts';

/** What was read of a document, before other documents are looked at. */
export type ReadDocument =
  | { readonly kind: 'rule'; readonly rule: Omit<SigmaRule, 'key' | 'titleNumber' | 'filters' | 'silent'> }
  | { readonly kind: 'correlation'; readonly head: DocumentHead; readonly draft: CorrelationDraft }
  | {
      readonly kind: 'filter';
      readonly head: Omit<RuleFilter, keyof Detection>;
      readonly logsource: LogSource;
      readonly draft: FilterDraft;
    };

/** One document on its way into a rule set. */
export interface Loading {
  readonly file: string;
  /** Which of the file's documents it is, from 1; empty ones do not count. */
  readonly document: number;
  readonly at: Place;
  readonly kind: DocumentKind | 'none';
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string | undefined;
  /** Where id and name stand. */
  readonly places: { readonly id?: Place; readonly name?: Place };
  readonly findings: Findings;
  /** There only if it has the parts that its kind needs; the findings say whether it may be used. */
  readonly read: ReadDocument | undefined;
  /** Set for documents that are none of the kinds but in order. */
  readonly did: string | undefined;
  readonly inherited: ReadonlySet<string>;
}

/** Reads one document. Never throws: what is wrong is in the findings. */
export function readRuleDocument(
  { file, document }: Pick<Loading, 'file' | 'document'>,
  prepared: PreparedDocument,
  placeholders: Placeholders,
): Loading {
  const { source, rule: map, did, inherited } = prepared;
  const { findings, at, root } = source;
  const nothing = {
    file,
    document,
    at,
    findings,
    inherited,
    id: undefined,
    name: undefined,
    title: undefined,
    places: {},
    read: undefined,
  };
  if (root && root.kind !== 'map') {
    refuse(
      findings,
      'SIGMA_DOCUMENT',
      root,
      `a document must be a map of rule attributes, found ${kindOf(root)}`,
    );
  }
  if (!map) return { ...nothing, kind: 'none', did };
  const kind = kindOfDocument(map, findings);
  return {
    ...nothing,
    ...namesOf(map),
    kind,
    did: undefined,
    read: READERS[kind](map, { file, document, inherited, placeholders, findings }),
  };
}

interface Reading extends Pick<Loading, 'file' | 'document' | 'inherited' | 'findings'> {
  readonly placeholders: Placeholders;
}

type DocumentReader = (map: MapNode, reading: Reading) => ReadDocument | undefined;

const READERS: Readonly<Record<DocumentKind, DocumentReader>> = {
  rule: (map, reading) => {
    const { file, findings } = reading;
    const head = readHead(map, findings);
    const logsource = readLogSource(map, findings);
    const detection = readBlock(map, reading, ownNames(head, reading));
    return detection && { kind: 'rule', rule: { file, line: map.line, ...head, logsource, detection } };
  },
  correlation: (map, { file, findings }) => {
    const head = readHead(map, findings, ['correlation', 'generate']);
    const draft = readCorrelation(map, findings);
    return draft && { kind: 'correlation', head: { file, line: map.line, ...head }, draft };
  },
  filter: (map, { file, placeholders, findings }) => {
    const { id, title } = readHead(map, findings, ['filter']);
    const logsource = readLogSource(map, findings);
    const draft = readFilter(map, placeholders, findings);
    const head = { file, line: map.line, title, ...(id === undefined ? {} : { id }) };
    return draft && { kind: 'filter', head, logsource, draft };
  },
};

/** What a rule may be referred to by: what several documents of `action: global` have in common is none of it. */
function ownNames(
  { id, name, ...head }: ReturnType<typeof readHead>,
  { inherited, document }: Reading,
): RuleNames {
  return {
    ...head,
    ...(id === undefined || inherited.has('id') ? {} : { id }),
    ...(name === undefined || inherited.has('name') ? {} : { name }),
    ...(inherited.size === 0 ? {} : { slug: `${slugOf(name ?? head.title)}_${document}` }),
  };
}

function readBlock(
  map: MapNode,
  { placeholders, findings }: Reading,
  rule: RuleNames,
): SigmaRule['detection'] | undefined {
  const node = attribute(map, 'detection');
  if (node) return readDetection(node, placeholders, findings, { rule });
  const expected = 'a map with condition and at least one search identifier';
  return refuseMissing(map, { key: 'detection', code: 'SIGMA_ATTRIBUTE', expected }, findings);
}

function namesOf(map: MapNode): Pick<Loading, 'id' | 'name' | 'title' | 'places'> {
  const node = (key: string) => {
    const found = attribute(map, key);
    return found?.kind === 'scalar' && found.value !== '' ? found : undefined;
  };
  const [id, name] = [node('id'), node('name')];
  const places = { ...(id ? { id } : {}), ...(name ? { name } : {}) };
  return { id: id?.source, name: name?.source, title: node('title')?.source, places };
}
