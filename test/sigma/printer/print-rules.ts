import type { DocumentHead, SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';
import { type Choose, type Data, entriesOf, yamlText } from '../generators/yaml-text.ts';
import { detectionData } from './print-detection.ts';

/** A rule set as Sigma text, with values for the placeholders in it. */
export interface Printed {
  readonly text: string;
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
}

/** Writes a rule set so that loading gives it back. Every rule needs a name or an id. */
export function printRules({ rules, correlations }: SigmaRuleSet, choose: Choose): Printed {
  const placeholders: Record<string, readonly string[]> = {};
  const sink = (texts: readonly string[]): string => {
    const name = `p${Object.keys(placeholders).length}`;
    placeholders[name] = texts;
    return name;
  };
  const heard = new Set([...rules, ...correlations].filter(({ silent }) => !silent).map(({ key }) => key));
  const documents = [
    ...rules.flatMap((rule) => [ruleData(rule, sink), ...filterData(rule, sink)]),
    ...correlations.map((one) => correlationData(one, heard)),
  ];
  return { text: documents.map((one) => yamlText(one, choose)).join('---'), placeholders };
}

type Sink = Parameters<typeof detectionData>[1];

const sourceData = ({ logsource }: SigmaRule): Data => entriesOf(...Object.entries(logsource));

const ruleData = (rule: SigmaRule, sink: Sink): Data =>
  entriesOf(
    ...headEntries(rule),
    ['logsource', sourceData(rule)],
    ['detection', detectionData(rule.detection, sink)],
  );

const filterData = (rule: SigmaRule, sink: Sink): readonly Data[] =>
  rule.filters.map((filter) =>
    entriesOf(
      ['title', filter.title],
      ['logsource', sourceData(rule)],
      ['filter', detectionData(filter, sink, ['rules', [referenceTo(rule.key)]])],
    ),
  );

/** Keys are ids, or say whether they are names or titles. */
const referenceTo = (key: string): string => key.replace(/^(?:name|title):/, '');

const ATTRIBUTES = [
  ...[
    'id',
    'name',
    'title',
    'level',
    'status',
    'description',
    'author',
    'license',
    'taxonomy',
    'date',
    'modified',
  ],
  ...['tags', 'references', 'falsepositives', 'fields', 'scope', 'related'],
] as const satisfies readonly (keyof DocumentHead)[];

function headEntries(head: DocumentHead): readonly (readonly [string, Data])[] {
  const known = ATTRIBUTES.flatMap((name): [string, unknown][] => {
    const value = head[name];
    const isThere = value !== undefined && !(Array.isArray(value) && value.length === 0);
    return isThere ? [[name, value]] : [];
  });
  return [...known, ...Object.entries(head.custom)].map(([name, value]) => [name, plainData(value)]);
}

function plainData(value: unknown): Data {
  if (Array.isArray(value)) return value.map(plainData);
  if (typeof value !== 'object' || value === null) return value as Data;
  return entriesOf(...Object.entries(value).map(([key, inner]): [string, Data] => [key, plainData(inner)]));
}

function correlationData(rule: SigmaCorrelation, heard: ReadonlySet<string>): Data {
  const { type, rules, groupBy, timespanSeconds, condition, fields, percentile } = rule.correlation;
  const aliases = groupBy.flatMap(({ name, byRule }): [string, Data][] =>
    byRule
      ? [
          [
            name,
            entriesOf(
              ...Object.entries(byRule).map(([key, field]): [string, Data] => [referenceTo(key), field]),
            ),
          ],
        ]
      : [],
  );
  const [field = ''] = fields;
  const wanted: [string, Data][] = [
    ...condition.map(({ op, value }): [string, Data] => [op, value]),
    ...(fields.length === 0 ? [] : [['field', fields.length === 1 ? field : fields] as [string, Data]]),
    ...(percentile === undefined ? [] : [['percentile', percentile] as [string, Data]]),
  ];
  return entriesOf(
    ...headEntries(rule),
    // It silences nobody that is heard.
    ['generate', rules.every((key) => heard.has(key))],
    [
      'correlation',
      entriesOf(
        ['type', type],
        ['rules', rules.map(referenceTo)],
        ['group-by', groupBy.map(({ name }) => name)],
        ['timespan', `${timespanSeconds}s`],
        ['condition', entriesOf(...wanted)],
        ...(aliases.length === 0 ? [] : [['aliases', entriesOf(...aliases)] as [string, Data]]),
      ),
    ],
  );
}
