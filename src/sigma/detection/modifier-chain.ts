import type { Comparison, TextPosition, TimePart } from '../detection-ast.ts';
import { nearest } from '../suggest.ts';
import { COMPANIONS, FLAGS, MODIFIERS, type ModifierGroup, ORDER, SYNONYMS } from './modifiers.ts';

/** A chain of modifiers that may stand together, by what it means. */
export interface Chain {
  readonly kind: 'text' | 'exists' | 're' | 'cidr' | 'fieldref' | 'time' | 'number';
  readonly position: TextPosition;
  readonly all: boolean;
  readonly negated: boolean;
  readonly cased: boolean;
  readonly flags: string;
  readonly op: Comparison | 'eq';
  readonly part: TimePart | undefined;
  readonly expand: boolean;
  readonly windash: boolean;
  /** Encodings in the order of the chain. */
  readonly encodings: readonly string[];
}

interface Link {
  readonly name: string;
  readonly group: ModifierGroup;
}

/**
 * Reads the modifiers of a key, `['contains', 'all']`.
 *
 * Returns the chain, or every reason why it has no meaning; each reason names a modifier.
 */
export function readChain(names: readonly string[]): Chain | readonly string[] {
  const unknown = names.filter((name) => !Object.hasOwn(MODIFIERS, name));
  if (unknown.length > 0) return unknown.map(unknownModifier);
  const links = names.map((name): Link => ({ name, group: MODIFIERS[name] ?? 'all' }));
  const kind = kindOf(links);
  const reasons = [...repeated(links), ...misfits(links, kind), ...disorder(links), ...strayFlags(links)];
  return reasons.length > 0 ? [...new Set(reasons)] : chainOf(links, kind);
}

function unknownModifier(name: string): string {
  if (name === '') return 'a modifier is empty: something must stand between and behind the |';
  const meant = SYNONYMS.get(name.toLowerCase()) ?? nearest(name, Object.keys(MODIFIERS));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `unknown modifier ${name}${hint}; allowed are ${Object.keys(MODIFIERS).join(', ')}`;
}

const KINDS = ['exists', 're', 'cidr', 'fieldref', 'time', 'number'] as const;

const kindOf = (links: readonly Link[]): Chain['kind'] =>
  KINDS.find((kind) => links.some((link) => link.group === kind)) ?? 'text';

function repeated(links: readonly Link[]): string[] {
  return links.flatMap((link, index) => {
    const canonical = FLAGS[link.name] ?? link.name;
    const earlier = links.slice(0, index).find((other) => other.group === link.group);
    if (!earlier) return [];
    const twice = links.slice(0, index).some((other) => (FLAGS[other.name] ?? other.name) === canonical);
    if (twice) return [`the modifier ${link.name} occurs twice`];
    return link.group === 'flag' ? [] : [`the modifiers ${earlier.name} and ${link.name} exclude each other`];
  });
}

function misfits(links: readonly Link[], kind: Chain['kind']): string[] {
  const main = links.find((link) => link.group === kind);
  const allowed = COMPANIONS[kind] ?? [];
  return links.flatMap((link) => {
    if (link.group === kind || allowed.includes(link.group)) return [];
    if (!main) return link.group === 'flag' ? [] : [`the modifier ${link.name} needs another one`];
    const beside =
      allowed.length === 0 ? 'it stands alone' : `beside it may stand: ${companionNames(allowed)}`;
    return [`the modifier ${link.name} cannot be combined with ${main.name}; ${beside}`];
  });
}

const companionNames = (groups: readonly ModifierGroup[]): string =>
  Object.keys(MODIFIERS)
    .filter((name) => groups.includes(MODIFIERS[name] ?? 'all'))
    .join(', ');

function disorder(links: readonly Link[]): string[] {
  return ORDER.flatMap(([first, second, why]) => {
    const firstAt = links.findIndex((link) => link.group === first);
    const secondAt = links.findIndex((link) => link.group === second);
    if (firstAt < 0 || secondAt < 0 || firstAt < secondAt) return [];
    return [`the modifier ${links[secondAt]?.name} stands before ${links[firstAt]?.name}: ${why}`];
  });
}

function strayFlags(links: readonly Link[]): string[] {
  return links.flatMap((link, index) => {
    const before = links[index - 1]?.group;
    if (link.group !== 'flag' || before === 're' || before === 'flag') return [];
    return [`the modifier ${link.name} is a flag of re and stands directly behind it`];
  });
}

function chainOf(links: readonly Link[], kind: Chain['kind']): Chain {
  const named = (group: ModifierGroup): string | undefined =>
    links.find((link) => link.group === group)?.name;
  return {
    kind,
    position: (named('position') as TextPosition | undefined) ?? 'whole',
    all: named('all') !== undefined,
    negated: named('neq') !== undefined,
    cased: named('cased') !== undefined,
    flags: links.flatMap((link) => (link.group === 'flag' ? [FLAGS[link.name] ?? link.name] : [])).join(''),
    op: (named('number') as Comparison | undefined) ?? 'eq',
    part: named('time') as TimePart | undefined,
    expand: named('expand') !== undefined,
    windash: named('windash') !== undefined,
    encodings: links.flatMap((link) =>
      link.group === 'utf16' || link.group === 'encode' ? [link.name] : [],
    ),
  };
}
