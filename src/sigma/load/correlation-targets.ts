import { noFindings, refuse, shown } from '../problems.ts';
import type { Loading } from './load-rule.ts';
import type { CorrelationDraft } from './read-correlation.ts';
import type { Directory, Ref } from './references.ts';

/** Correlations, and the documents that each refers to, in its order and each once. */
export type Targets = ReadonlyMap<Loading, readonly Loading[]>;

/** Whether a document can be run as far as is known. */
export const isFine = ({ read, findings }: Loading): boolean =>
  read !== undefined && findings.problems.length === 0;

export const draftOf = ({ read }: Loading): CorrelationDraft | undefined =>
  read?.kind === 'correlation' ? read.draft : undefined;

/** Looks up what correlations refer to. Refuses those with references to nothing, to filters or to what was refused. */
export function correlationTargets(loadings: readonly Loading[], directory: Directory<Loading>): Targets {
  const targets = new Map<Loading, readonly Loading[]>();
  for (const loading of loadings) {
    const draft = draftOf(loading);
    if (!draft) continue;
    const found = draft.rules.flatMap((ref) => target(ref, loading, directory) ?? []);
    const distinct = [...new Set(found)];
    if (distinct.length < found.length)
      loading.findings.notices.push('correlation: rules names a rule twice; it counts once');
    targets.set(loading, distinct);
    // Of a correlation without rules no alias could name one.
    if (draft.rules.length > 0) refuseAliases(loading, draft, distinct, directory);
  }
  refuseCircles(targets);
  refuseDependents(targets);
  return targets;
}

function target(ref: Ref, { findings }: Loading, directory: Directory<Loading>): Loading | undefined {
  const found = directory.find(ref, 'correlation: rules', findings);
  if (found && (found.kind === 'rule' || found.kind === 'correlation')) return found;
  const what = found ? 'is a filter' : 'is not in the rule set';
  const hint = found ? '' : directory.suggest(ref.text);
  const message = `correlation: the rule ${shown(ref.text)} ${what}; name a rule or a correlation by id or name${hint}`;
  return refuse(findings, 'SIGMA_CORRELATION', ref, message);
}

function refuseAliases(
  { findings }: Loading,
  { aliases }: CorrelationDraft,
  targets: readonly Loading[],
  directory: Directory<Loading>,
): void {
  for (const alias of aliases) {
    for (const { rule } of alias.fields) {
      const found = directory.find(rule, 'correlation: aliases', noFindings());
      if (found && targets.includes(found)) continue;
      const message = `correlation: the alias ${shown(alias.name)} names the rule ${shown(rule.text)}, which is not among its rules`;
      refuse(findings, 'SIGMA_CORRELATION', rule, message);
    }
  }
}

/** How a document calls itself in messages. */
const nameOf = ({ name, id, title }: Loading): string => name ?? id ?? title ?? '';

/** Refuses every correlation that can be reached from itself; each message names all members of its circle. */
function refuseCircles(targets: Targets): void {
  for (const loading of targets.keys()) {
    const circle = pathBack(loading, targets);
    if (!circle) continue;
    const names = [...circle, loading].map((one) => shown(nameOf(one))).join(' -> ');
    refuse(
      loading.findings,
      'SIGMA_CORRELATION',
      loading.at,
      `correlation: refers to itself in a circle: ${names}`,
    );
  }
}

/** The shortest way from a correlation back to itself, beginning with it. */
function pathBack(start: Loading, targets: Targets): readonly Loading[] | undefined {
  const cameFrom = new Map<Loading, Loading>();
  const queue = [start];
  for (let one = queue.shift(); one; one = queue.shift()) {
    for (const next of targets.get(one) ?? []) {
      if (next === start) return wayTo(one, start, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, one);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(end: Loading, start: Loading, cameFrom: ReadonlyMap<Loading, Loading>): readonly Loading[] {
  const way = [end];
  for (let one = end; one !== start; ) {
    const before = cameFrom.get(one);
    if (!before) break;
    way.unshift(before);
    one = before;
  }
  return way;
}

/** Refuses what refers to something refused, until nothing changes: it would wait for matches that never come. */
function refuseDependents(targets: Targets): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const [loading, all] of targets) {
      const bad = isFine(loading) ? all.find((one) => !isFine(one)) : undefined;
      if (!bad) continue;
      const waits = bad.findings.problems.every(({ code }) => code === 'SIGMA_PLACEHOLDER');
      const [code, what] = waits
        ? (['SIGMA_PLACEHOLDER', 'needs values'] as const)
        : (['SIGMA_CORRELATION', 'was refused'] as const);
      refuse(
        loading.findings,
        code,
        loading.at,
        `correlation: refers to ${shown(nameOf(bad))}, which ${what}`,
      );
      changed = true;
    }
  }
}

/** Correlations that can be run, each after those that it refers to. */
export function inOrder(targets: Targets): readonly Loading[] {
  const ordered = new Set<Loading>();
  const visit = (loading: Loading): void => {
    if (ordered.has(loading) || !targets.has(loading) || !isFine(loading)) return;
    for (const next of targets.get(loading) ?? []) visit(next);
    ordered.add(loading);
  };
  for (const loading of targets.keys()) visit(loading);
  return [...ordered];
}

/** What raises no alert of its own: a correlation refers to it, and none of those generates. */
export function silenced(ordered: readonly Loading[], targets: Targets): ReadonlySet<Loading> {
  const of = (generate: boolean): readonly Loading[] =>
    ordered.filter((one) => draftOf(one)?.generate === generate).flatMap((one) => targets.get(one) ?? []);
  const speaking = new Set(of(true));
  return new Set(of(false).filter((one) => !speaking.has(one)));
}

/** Fields that an inner correlation has to hand on, by correlation: those that outer ones ask for and its group has not. */
export function carriedFields(
  ordered: readonly Loading[],
  targets: Targets,
): ReadonlyMap<Loading, ReadonlySet<string>> {
  const carried = new Map<Loading, Set<string>>();
  for (const outer of ordered.toReversed()) {
    const asked = [...fieldsAsked(outer), ...(carried.get(outer) ?? [])];
    for (const inner of targets.get(outer) ?? []) {
      const own = draftOf(inner)?.groupBy;
      if (!own) continue;
      const missing = asked.filter((field) => !own.includes(field));
      carried.set(inner, new Set([...(carried.get(inner) ?? []), ...missing]));
    }
  }
  return carried;
}

function fieldsAsked(loading: Loading): readonly string[] {
  const draft = draftOf(loading);
  if (!draft) return [];
  const aliased = draft.aliases.flatMap(({ fields }) => fields.map(({ field }) => field));
  return [...draft.groupBy, ...draft.fields, ...aliased];
}
