import type { Condition } from '../detection-ast.ts';

/**
 * The search identifiers that `1 of` or `all of` counts: `them` are all without leading underscore; a pattern reaches
 * those with one only when it begins with one itself; without `*` it is one name.
 */
export function targetNames(target: string, names: readonly string[]): readonly string[] {
  if (target === 'them') return names.filter((name) => !name.startsWith('_'));
  const open = target.startsWith('_');
  return names.filter((name) => (open || !name.startsWith('_')) && fits(target, name));
}

/** Whether a name fits a pattern whose only wildcard is `*`; letter case counts. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  const last = parts.pop();
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  let from = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= name.length - last.length;
}

/** The names and targets in a condition of which nothing exists, in order. */
export function missingNames(condition: Condition, names: readonly string[]): readonly string[] {
  if (condition.op === 'search') return names.includes(condition.name) ? [] : [condition.name];
  if (condition.op === 'of') return targetNames(condition.target, names).length > 0 ? [] : [condition.target];
  return condition.op === 'not'
    ? missingNames(condition.of, names)
    : condition.of.flatMap((inner) => missingNames(inner, names));
}

/** The search identifiers that a condition makes use of. */
export function usedNames(condition: Condition, names: readonly string[]): readonly string[] {
  if (condition.op === 'search') return [condition.name];
  if (condition.op === 'of') return targetNames(condition.target, names);
  return condition.op === 'not'
    ? usedNames(condition.of, names)
    : condition.of.flatMap((c) => usedNames(c, names));
}
