import { type HealthCheck, type HealthState, idOf } from '#app/health/check';
import type { CheckGroup } from '#app/health/examine';
import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { jsonText } from '../output/json.ts';
import { count, plural } from '../output/numbers.ts';

/** What was looked at. */
export interface Diagnosis {
  readonly stack: string;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly groups: readonly CheckGroup[];
}

const SIGN: Readonly<Record<HealthState, string>> = { ok: '✓', warning: '!', problem: '✗', unknown: '?' };
const COLOUR = { ok: 'green', warning: 'yellow', problem: 'red', unknown: 'cyan' } as const;
const WIDEST_NAME = 40;

/** How many checks came out in which way. */
function tally(groups: readonly CheckGroup[]): Readonly<Record<HealthState, number>> {
  const all = groups.flatMap(({ checks }) => checks);
  const inState = (state: HealthState): number => all.filter((one) => one.state === state).length;
  return {
    ...{ ok: inState('ok'), warning: inState('warning') },
    ...{ problem: inState('problem'), unknown: inState('unknown') },
  };
}

/** A problem wins over what could not be looked at. */
export function exitCodeOf(groups: readonly CheckGroup[]): ExitCode {
  const { problem, unknown } = tally(groups);
  if (problem > 0) return EXIT.found;
  return unknown > 0 ? EXIT.partial : EXIT.ok;
}

/** Prints everything as one JSON document. */
export function printJson({ stack, region, at, groups }: Diagnosis, { out }: CliContext): void {
  const checks = groups.flatMap(({ title, checks }) => checks.map((check) => ({ group: title, ...check })));
  out.write(jsonText({ stack, region, at, summary: tally(groups), checks }));
}

/** Prints the checks in groups, with what to do below each that is not sound. */
export function printText({ stack, region, groups }: Diagnosis, context: CliContext): void {
  const { out, colours } = context;
  const shown = groups.filter(({ checks }) => checks.length > 0);
  const names = shown.flatMap(({ checks }) => checks.map((check) => escapeForTerminal(idOf(check)).length));
  const width = Math.min(WIDEST_NAME, Math.max(...names, 0));
  out.write(`Trailhound in ${escapeForTerminal(stack)}, ${escapeForTerminal(region)}\n`);
  for (const { title, checks } of shown) {
    out.write(`\n${colours.bold(title)}\n`);
    for (const check of checks) out.write(checkLines(check, width, context));
  }
}

/** `12 ok, 1 warning, 0 problems, 2 unknown`. */
export function totalsText(groups: readonly CheckGroup[]): string {
  const { ok, warning, problem, unknown } = tally(groups);
  return `${count(ok)} ok, ${plural(warning, 'warning')}, ${plural(problem, 'problem')}, ${count(unknown)} unknown`;
}

function checkLines(check: HealthCheck, width: number, { colours }: CliContext): string {
  const { state, found, expected, todo } = check;
  const paint = colours[COLOUR[state]];
  const first = `  ${paint(SIGN[state])} ${escapeForTerminal(idOf(check)).padEnd(width)}  ${escapeForTerminal(found)}\n`;
  if (state === 'ok') return first;
  const more = [`expected: ${expected}`, ...(todo === '' ? [] : [`to do: ${todo}`])];
  return first + more.map((line) => `      ${colours.dim(escapeForTerminal(line))}\n`).join('');
}
