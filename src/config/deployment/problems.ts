import * as z from 'zod';
import { escapeForTerminal } from '#core/escape';
import { nearest } from '#sigma/suggest';
import { foundOf } from '../found-of.ts';
import { knownKeys } from './fields.ts';
import { deploymentSchema } from './schema.ts';

/** Keys and indexes from the root down. */
export type Path = readonly PropertyKey[];

/** Something that is wrong, and where. */
export interface Problem {
  readonly path: Path;
  /** `found X, expected Y`. */
  readonly text: string;
  /** The key itself is wrong, not its value. */
  readonly isKey?: true;
}

/** What the schema says against an input, each thing once; nothing where it fits. */
export function schemaProblems(input: unknown): readonly Problem[] {
  const parsed = deploymentSchema.safeParse(input);
  if (parsed.success) return [];
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, input, []));
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const line = problemLine(problem);
    return !seen.has(line) && seen.add(line);
  });
}

/** Writes a problem as `sources.eventHistory.everyMinutes: found 0, expected …`. */
export function problemLine({ path, text }: Problem): string {
  const name = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${escapeForTerminal(String(key))}`))
    .join('');
  return name === '' ? text : `${name.replace(/^\./, '')}: ${text}`;
}

/** The value at a path. */
export function valueAt(input: unknown, path: Path): unknown {
  let found = input;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown, above: Path): readonly Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.message);
    return issue.keys.map((key) => ({ path: [...path, key], text: unknownText(key, known), isKey: true }));
  }
  const value = valueAt(input, path);
  if (issue.code === 'invalid_union') {
    const meant = branchMeant(issue, value);
    if (meant) return meant.flatMap((inner) => problemsOf(inner, input, path));
  }
  return [{ path, text: `found ${foundOf(value)}, expected ${issue.message}` }];
}

/** A map can only have been meant as the kind that is a map: then what is wrong inside is worth saying. */
function branchMeant(
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
): readonly z.core.$ZodIssue[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const isInside = (inner: z.core.$ZodIssue): boolean =>
    inner.path.length > 0 || inner.code === 'unrecognized_keys';
  return issue.errors.find((branch) => branch.every(isInside));
}

function unknownText(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== undefined) return `found an unknown key; did you mean ${near}?`;
  const elsewhere = keyPaths().find((path) => path.at(-1)?.toLowerCase() === key.toLowerCase());
  if (elsewhere) return `found an unknown key; did you mean ${elsewhere.join('.')}?`;
  return `found an unknown key, expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}`;
}

/** The paths of all keys there are, lists left out: a key at the wrong depth is a common slip. */
function keyPaths(): readonly (readonly string[])[] {
  return pathsOf(z.toJSONSchema(deploymentSchema), []);
}

function pathsOf(schema: unknown, above: readonly string[]): readonly (readonly string[])[] {
  const { properties = {}, anyOf = [] } = schema as {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly anyOf?: readonly unknown[];
  };
  const here = Object.entries(properties).flatMap(([key, inner]) => [
    [...above, key],
    ...pathsOf(inner, [...above, key]),
  ]);
  return [...here, ...anyOf.flatMap((inner) => pathsOf(inner, above))];
}
