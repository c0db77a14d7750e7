import { isSeverity, SEVERITIES } from '#core/severity';
import { refuseMissing } from '../detection/missing-attribute.ts';
import { type Findings, shown } from '../problems.ts';
import { type RuleHead, type RuleStatus, STATUSES } from '../rule.ts';
import { nearest } from '../suggest.ts';
import { attribute, type MapNode, toPlain } from '../yaml/nodes.ts';
import {
  type Reader,
  readDay,
  readEnum,
  readList,
  readRelated,
  readTags,
  readText,
  UUID,
} from './attribute-readers.ts';

/** What `readHead` reads. */
export type Head = Omit<RuleHead, 'file' | 'line' | 'key' | 'titleNumber'>;

const STANDARD = [
  'title',
  'id',
  'name',
  'related',
  'taxonomy',
  'status',
  'description',
  'license',
  'author',
  'references',
  'date',
  'modified',
  'logsource',
  'detection',
  'fields',
  'falsepositives',
  'level',
  'tags',
  'scope',
] as const;
const LONGEST_DESCRIPTION = 65_535;
const LONGEST_TITLE = 256;

/**
 * Reads and checks the attributes of a document (reference 2). What is wrong or odd goes to the findings; `blocks` are
 * what the document's kind has besides.
 */
export function readHead(map: MapNode, findings: Findings, blocks: readonly string[] = []): Head {
  const read = <T>(key: string, reader: Reader<T>): T | undefined => {
    const node = attribute(map, key);
    return node && reader({ key, node, findings });
  };
  const head = {
    title: readTitle(map, findings),
    id: read('id', readId),
    name: read('name', readText(1)),
    level: read('level', readEnum(SEVERITIES.filter(isSeverity))),
    status: read('status', readEnum<RuleStatus>(STATUSES)),
    description: read('description', readText(0, LONGEST_DESCRIPTION)),
    author: read('author', readText(0)),
    license: read('license', readText(0)),
    taxonomy: read('taxonomy', readTaxonomy),
    date: read('date', readDay),
    modified: read('modified', readDay),
  };
  return {
    ...withoutGaps(head),
    title: head.title,
    tags: read('tags', readTags) ?? [],
    references: read('references', readList) ?? [],
    falsepositives: read('falsepositives', readList) ?? [],
    fields: read('fields', readList) ?? [],
    scope: read('scope', readList) ?? [],
    related: read('related', readRelated) ?? [],
    custom: readCustom(map, findings, blocks),
  };
}

type Gapless<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutGaps<T extends object>(values: T): Gapless<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Gapless<T>;
}

function readTitle(map: MapNode, findings: Findings): string {
  const node = attribute(map, 'title');
  if (node) return readText(1, LONGEST_TITLE)({ key: 'title', node, findings }) ?? '';
  const expected = `a text of 1 to ${LONGEST_TITLE} characters`;
  refuseMissing(map, { key: 'title', code: 'SIGMA_ATTRIBUTE', expected }, findings);
  return '';
}

const readId: Reader<string> = (asked) => {
  const id = readText(1)(asked);
  if (id !== undefined && !UUID.test(id)) asked.findings.notices.push(`id ${shown(id)} is not a UUID`);
  return id;
};

const readTaxonomy: Reader<string> = (asked) => {
  const taxonomy = readText(1)(asked);
  if (taxonomy !== undefined && taxonomy !== 'sigma') {
    asked.findings.notices.push(
      `taxonomy ${shown(taxonomy)} is not sigma: field names are taken as they are`,
    );
  }
  return taxonomy;
};

/** Keeps what the specification does not know; a near-miss of a standard attribute that is absent earns a notice. */
function readCustom(map: MapNode, findings: Findings, blocks: readonly string[]): Record<string, unknown> {
  const known = new Set<string>([...STANDARD, ...blocks]);
  const custom = map.entries.filter((entry) => !known.has(entry.key) && entry.key !== 'action');
  const absent = STANDARD.filter((name) => !attribute(map, name));
  for (const { key } of custom) {
    const meant = nearest(key, absent);
    if (meant)
      findings.notices.push(
        `${key} is no attribute of Sigma and was kept as your own; did you mean ${meant}?`,
      );
  }
  return Object.fromEntries(custom.map((entry) => [entry.key, toPlain(entry.value)]));
}
