import { parseAllDocuments, stringify } from 'yaml';
import { type Random, seededRandom } from '#adapters/local/story/random';
import type { RuleText } from '#sigma/load/load';

type Fields = Readonly<Record<string, unknown>>;

const SOURCES = 150;
const VERBS =
  'Accept Attach Batch Cancel Create Delete Disable Enable Get Import List Put Register Start Stop Update'.split(
    ' ',
  );
const NOUNS =
  'Alias Backup Budget Cache Catalog Channel Cluster Domain Endpoint Export Fleet Gateway Graph Grant Image Job Key Layer Ledger Member Model Monitor Network Node Pipeline Pool Portal Project Queue Range Replica Schema Session Share Site Snapshot Stream Table Template Token Trust Vault Volume Workflow'.split(
    ' ',
  );

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes the detection rules out of files, each as a text of its own; correlations and filters are left out. */
export function singleRules(files: readonly RuleText[]): readonly RuleText[] {
  return files.flatMap(({ file, text }) =>
    parseAllDocuments(text)
      .map((document): unknown => document.toJS())
      .flatMap((rule, number) =>
        isMap(rule) && 'detection' in rule ? [{ file: `${file}#${number + 1}`, text: stringify(rule) }] : [],
      ),
  );
}

/** A set of rules to make. */
export interface Wanted {
  readonly size: number;
  /** Of the variants in it, the share that is about the events measured, 0 to 1. */
  readonly sameEvents: number;
  readonly seed: number;
}

/**
 * Takes so many of the rules, in a random order, and where they are too few variants of them.
 *
 * Variants are about other events: names of events and sources, fields below `requestParameters` and `responseElements`, and
 * texts differ. Those of `sameEvents` keep the names, so that the events measured reach them, and look for other texts.
 * Shapes, modifiers and conditions stay.
 */
export function grownTo({ size, sameEvents, seed }: Wanted, rules: readonly RuleText[]): readonly RuleText[] {
  const random = seededRandom(seed, 'rules');
  const keyed = rules.map((rule) => ({ rule, key: random.next() }));
  const grown = keyed.sort((a, b) => a.key - b.key).map(({ rule }) => rule);
  const bases = [...grown];
  for (let number = 0; grown.length < size; number += 1) {
    const base = bases[number % bases.length];
    if (!base) throw new Error('there is no rule to vary');
    const changes = changesOf(number, random.chance(sameEvents), random);
    grown.push({ file: `variant-${number}.yml`, text: varied(base.text, number, changes) });
  }
  return grown.slice(0, size);
}

function varied(text: string, number: number, changes: Changes): string {
  const rule = parseAllDocuments(text)[0]?.toJS() as Fields;
  const { condition, ...searches } = rule.detection as Fields;
  const changed = Object.entries(searches).map(([name, search]) => [name, changedIn(search, '', changes)]);
  return stringify({
    ...rule,
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    name: undefined,
    title: `${String(rule.title).slice(0, 200)} (variant ${number})`,
    detection: { ...Object.fromEntries(changed), condition },
  });
}

/** How one variant changes the names of fields and the texts that they are held against. */
interface Changes {
  readonly field: (name: string) => string;
  readonly text: (text: string, field: string, modifiers: readonly string[]) => string;
}

function changesOf(number: number, keepsNames: boolean, random: Random): Changes {
  const chosen = new Map<string, string>();
  /** The same each time within a variant. */
  const once = (what: string, choose: () => string): string => {
    const choice = chosen.get(what) ?? choose();
    chosen.set(what, choice);
    return choice;
  };
  const otherName = (isWhole: boolean): string =>
    [random.pick(VERBS), random.pick(NOUNS), isWhole ? random.pick(NOUNS) : ''].join('');
  const tagged = (text: string): string => text.replace(/(?=\**$)/, `-${number.toString(36)}`);
  return {
    field: (name) => {
      const isBelow = /^(?:requestParameters|responseElements)\./.test(name);
      return isBelow && !keepsNames ? once(name, () => `${name}${random.int(1, 20)}`) : name;
    },
    text: (text, field, modifiers) => {
      if (/^(?:re|cidr|fieldref|expand)$/.test(modifiers[0] ?? '') || text === '') return text;
      if (field !== 'eventName' && field !== 'eventSource') return tagged(text);
      if (keepsNames) return text;
      if (field === 'eventName') return once(text, () => otherName(modifiers.length === 0));
      return once(text, () => `service${random.int(1, SOURCES)}.amazonaws.com`);
    },
  };
}

function changedIn(value: unknown, key: string, changes: Changes): unknown {
  if (Array.isArray(value)) return value.map((one) => changedIn(one, key, changes));
  const [field = '', ...modifiers] = key.split('|');
  if (typeof value === 'string') return changes.text(value, field, modifiers);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, below]) => {
      const [name = '', ...rest] = inner.split('|');
      return [[changes.field(name), ...rest].join('|'), changedIn(below, inner, changes)];
    }),
  );
}
