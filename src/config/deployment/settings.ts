import { fail, ok, type Result } from '#core/result';
import { type Located, readYaml } from '../yaml-places.ts';
import { crossProblems } from './cross-checks.ts';
import { type DeploymentSettings, withDefaults } from './defaults.ts';
import type { DeploymentInput } from './input.ts';
import { type Problem, problemLine, schemaProblems, valueAt } from './problems.ts';

/**
 * Judges what a construct was given, and fills in the defaults.
 *
 * Fails with every problem at once, each as `sources.eventHistory.everyMinutes: found 0, expected whole minutes, 1 to 60`.
 * A text with a CDK token in it has no form yet, and passes.
 */
export function deploymentSettings(input: DeploymentInput): Result<DeploymentSettings, readonly string[]> {
  const problems = [...schemaProblems(input), ...crossProblems(input)].filter(
    ({ path, isKey }) => isKey || !isToken(valueAt(input, path)),
  );
  return problems.length > 0 ? fail(problems.map(problemLine)) : ok(withDefaults(input));
}

/**
 * Reads `trailhound.yml`. An empty file is a deployment with all defaults, and so is a key without a value.
 *
 * Fails with every problem of the file at once, in its order, each as `file:line:column: path: found X, expected Y`.
 */
export function readDeployment(file: string, text: string): Result<DeploymentSettings, readonly string[]> {
  const read = readDeploymentInput(file, text);
  return read.ok ? ok(withDefaults(read.value)) : read;
}

/** The same without the defaults: what the construct takes. */
export function readDeploymentInput(file: string, text: string): Result<DeploymentInput, readonly string[]> {
  const read = readYaml(text);
  if (!read.ok)
    return fail(read.error.map(({ at, text: said }) => `${file}:${at.line}:${at.column}: ${said}`));
  const { value, repeated } = read.value;
  const input = withoutNulls(value) ?? {};
  const problems = [...schemaProblems(input), ...crossProblems(input), ...repeated.map(repeatedKey)];
  if (problems.length === 0) return ok(input as DeploymentInput);
  return fail(inOrder(problems, read.value).map((line) => `${file}:${line}`));
}

const repeatedKey = ({ path, first }: Located['repeated'][number]): Problem => ({
  path,
  text: `found the key a second time, expected it once; the other is in line ${first.line}`,
  isKey: true,
});

function inOrder(problems: readonly Problem[], located: Located): readonly string[] {
  const { repeated } = located;
  return problems
    .map((problem) => {
      const second = repeated.find(({ path }) => path === problem.path);
      const at = second?.at ?? located.placeOf(problem.path, problem.isKey ? 'key' : 'value');
      return { at, line: `${at.line}:${at.column}: ${problemLine(problem)}` };
    })
    .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(({ line }) => line);
}

/** CDK writes what is known only at deployment as such a text. */
const isToken = (value: unknown): boolean => typeof value === 'string' && value.includes('${Token[');

/** A key without a value is a key that was not given: its settings may all be commented out. In a list it is a slip, and stays. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item));
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutNulls(inner)]));
}
